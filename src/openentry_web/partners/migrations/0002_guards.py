"""What the database itself sees to: a nomination that ended stays as it is, and whose it is never changes."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION partners_nomination_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'a nomination is not deleted'; END IF;
  IF (NEW.partner_id, NEW.entry_id, NEW.public_id, NEW.offered_at, NEW.answer_by)
      IS DISTINCT FROM (OLD.partner_id, OLD.entry_id, OLD.public_id, OLD.offered_at, OLD.answer_by) THEN
    RAISE EXCEPTION 'whose nomination it is, and until when it may be answered, never change';
  END IF;
  IF OLD.closed_at IS NOT NULL THEN RAISE EXCEPTION 'a nomination that ended stays as it is'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER partners_nomination_guard BEFORE UPDATE OR DELETE ON partners_nomination
  FOR EACH ROW EXECUTE FUNCTION partners_nomination_guard();
"""
BACKWARD = """
DROP TRIGGER partners_nomination_guard ON partners_nomination;
DROP FUNCTION partners_nomination_guard();
"""


class Migration(migrations.Migration):
    """Triggers of nominations."""

    dependencies: ClassVar = [("partners", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
