"""A draft may be given more time, never less; what is over, or was received, keeps the moment it had."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

_GUARD = """
CREATE OR REPLACE FUNCTION pool_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.received_at IS NOT NULL THEN RAISE EXCEPTION 'a profile that was received is not deleted'; END IF;
    RETURN OLD;
  END IF;
  {times}
  IF OLD.received_at IS NOT NULL AND (NEW.received_at, NEW.expires_at, NEW.sequence, NEW.number)
      IS DISTINCT FROM (OLD.received_at, OLD.expires_at, OLD.sequence, OLD.number) THEN
    RAISE EXCEPTION 'a profile is received once: its moment, number and year never change';
  END IF;
  RETURN NEW;
END $$;
"""
FORWARD = _GUARD.format(
    times="""IF (NEW.person_id, NEW.begun_at) IS DISTINCT FROM (OLD.person_id, OLD.begun_at) THEN
    RAISE EXCEPTION 'whose profile it is, and when it was begun, never change';
  END IF;
  IF NEW.submit_by IS DISTINCT FROM OLD.submit_by
      AND NOT (OLD.state = 'DRAFT' AND NEW.state = 'DRAFT' AND NEW.submit_by > OLD.submit_by) THEN
    RAISE EXCEPTION 'only a draft is given more time, and never less';
  END IF;"""
)
BACKWARD = _GUARD.format(
    times="""IF (NEW.person_id, NEW.begun_at, NEW.submit_by) IS DISTINCT FROM (OLD.person_id, OLD.begun_at, OLD.submit_by) THEN
    RAISE EXCEPTION 'whose profile it is, and when it was begun, never change';
  END IF;"""
)


class Migration(migrations.Migration):
    """The guard of entries."""

    dependencies: ClassVar = [("pool", "0006_year")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
