"""What the database itself sees to: an application stays as it was received."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION invited_application_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'an application is not deleted'; END IF;
  IF OLD.state <> 'received' THEN RAISE EXCEPTION 'the application is closed'; END IF;
  IF (NEW.invitation_id, NEW.entry_id, NEW.received_at, NEW.program, NEW.content, NEW.test, NEW.digest, NEW.law, NEW.library_version)
      IS DISTINCT FROM
     (OLD.invitation_id, OLD.entry_id, OLD.received_at, OLD.program, OLD.content, OLD.test, OLD.digest, OLD.law, OLD.library_version)
  THEN RAISE EXCEPTION 'an application stays as it was received'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER invited_application_guard BEFORE UPDATE OR DELETE ON invited_application
  FOR EACH ROW EXECUTE FUNCTION invited_application_guard();
"""
BACK = "DROP TRIGGER invited_application_guard ON invited_application; DROP FUNCTION invited_application_guard();"


class Migration(migrations.Migration):
    """The trigger of applications."""

    dependencies: ClassVar = [("invited", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACK)]
