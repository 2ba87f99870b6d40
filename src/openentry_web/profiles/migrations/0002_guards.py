"""A version stays as it was submitted; answers of a locked profile are not edited."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION profiles_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a profile that was submitted is not changed: % is refused', TG_OP; END $$;
CREATE TRIGGER profiles_version_guard BEFORE UPDATE OR DELETE ON profiles_version
  FOR EACH ROW EXECUTE FUNCTION profiles_version_guard();

CREATE FUNCTION profiles_answers_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pool_entry WHERE id = NEW.entry_id AND state IN ('DRAFT', 'IN_POOL')) THEN
    RAISE EXCEPTION 'the profile is locked: its answers are not edited';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER profiles_answers_guard BEFORE UPDATE ON profiles_answers
  FOR EACH ROW EXECUTE FUNCTION profiles_answers_guard();
"""
BACKWARD = """
DROP TRIGGER profiles_answers_guard ON profiles_answers;
DROP FUNCTION profiles_answers_guard();
DROP TRIGGER profiles_version_guard ON profiles_version;
DROP FUNCTION profiles_version_guard();
"""


class Migration(migrations.Migration):
    """Triggers of profiles."""

    dependencies: ClassVar = [("profiles", "0001_initial"), ("pool", "0003_guards")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
