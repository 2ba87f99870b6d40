"""What the database itself sees to: what was said and decided stays, and a bar gets its end once, when it had none."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION integrity_concern_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'a concern is not deleted'; END IF;
  IF (NEW.entry_id, NEW.public_id, NEW.field, NEW.declared, NEW.text, NEW.opened_by_id, NEW.opened_at)
      IS DISTINCT FROM (OLD.entry_id, OLD.public_id, OLD.field, OLD.declared, OLD.text, OLD.opened_by_id, OLD.opened_at) THEN
    RAISE EXCEPTION 'what a concern says never changes';
  END IF;
  IF OLD.replied_at IS NOT NULL AND (NEW.reply, NEW.replied_at) IS DISTINCT FROM (OLD.reply, OLD.replied_at) THEN
    RAISE EXCEPTION 'what was answered never changes';
  END IF;
  IF OLD.state <> 'open' THEN RAISE EXCEPTION 'what was decided stays as it is'; END IF;
  IF NEW.reply_by < OLD.reply_by THEN RAISE EXCEPTION 'the time to answer is never shortened'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER integrity_concern_guard BEFORE UPDATE OR DELETE ON integrity_concern
  FOR EACH ROW EXECUTE FUNCTION integrity_concern_guard();

CREATE FUNCTION integrity_bar_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'a bar is not deleted'; END IF;
  IF OLD.until IS NOT NULL OR (NEW.person_id, NEW.concern_id, NEW.determined_on, NEW.inside, NEW.recorded_by_id, NEW.recorded_at)
      IS DISTINCT FROM (OLD.person_id, OLD.concern_id, OLD.determined_on, OLD.inside, OLD.recorded_by_id, OLD.recorded_at) THEN
    RAISE EXCEPTION 'a bar that was recorded stays as it is';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER integrity_bar_guard BEFORE UPDATE OR DELETE ON integrity_bar FOR EACH ROW EXECUTE FUNCTION integrity_bar_guard();
"""
BACKWARD = """
DROP TRIGGER integrity_bar_guard ON integrity_bar;
DROP FUNCTION integrity_bar_guard();
DROP TRIGGER integrity_concern_guard ON integrity_concern;
DROP FUNCTION integrity_concern_guard();
"""


class Migration(migrations.Migration):
    """Triggers of concerns and bars."""

    dependencies: ClassVar = [("integrity", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
