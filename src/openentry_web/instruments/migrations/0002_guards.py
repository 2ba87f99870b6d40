"""What the database itself sees to: an approved overlay stays as it was approved, and is never deleted."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION instruments_overlay_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'an overlay is not deleted'; END IF;
  IF (NEW.public_id, NEW.name, NEW.text, NEW.raw, NEW.digest, NEW.replaces_id, NEW.proposed_by_id, NEW.proposed_at)
      IS DISTINCT FROM
     (OLD.public_id, OLD.name, OLD.text, OLD.raw, OLD.digest, OLD.replaces_id, OLD.proposed_by_id, OLD.proposed_at) THEN
    RAISE EXCEPTION 'what was proposed never changes: propose another overlay';
  END IF;
  IF OLD.state <> 'proposed' AND (NEW.approved_by_id, NEW.approved_at, NEW.approved_digest, NEW.position, NEW.first_day, NEW.law)
      IS DISTINCT FROM (OLD.approved_by_id, OLD.approved_at, OLD.approved_digest, OLD.position, OLD.first_day, OLD.law) THEN
    RAISE EXCEPTION 'an approval never changes';
  END IF;
  IF NEW.state IS DISTINCT FROM OLD.state
      AND (OLD.state, NEW.state) NOT IN (('proposed', 'approved'), ('proposed', 'dropped'), ('approved', 'withdrawn')) THEN
    RAISE EXCEPTION 'an overlay that is % does not become %', OLD.state, NEW.state;
  END IF;
  IF OLD.state IN ('dropped', 'withdrawn') THEN RAISE EXCEPTION 'overlay % is over', OLD.name; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER instruments_overlay_guard BEFORE UPDATE OR DELETE ON instruments_overlay
  FOR EACH ROW EXECUTE FUNCTION instruments_overlay_guard();
CREATE FUNCTION instruments_overlay_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> 'proposed' OR NEW.approved_by_id IS NOT NULL THEN RAISE EXCEPTION 'an overlay begins as a proposal'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER instruments_overlay_begins BEFORE INSERT ON instruments_overlay
  FOR EACH ROW EXECUTE FUNCTION instruments_overlay_begins();
"""
BACKWARD = """
DROP TRIGGER instruments_overlay_begins ON instruments_overlay;
DROP FUNCTION instruments_overlay_begins();
DROP TRIGGER instruments_overlay_guard ON instruments_overlay;
DROP FUNCTION instruments_overlay_guard();
"""


class Migration(migrations.Migration):
    """Triggers of overlays."""

    dependencies: ClassVar = [("instruments", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
