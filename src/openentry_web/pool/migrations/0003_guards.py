"""What the database itself sees to: receipt happens once, nothing submitted vanishes, and the tally of scores is always right."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE SEQUENCE pool_sequence;

CREATE FUNCTION pool_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.received_at IS NOT NULL THEN RAISE EXCEPTION 'a profile that was received is not deleted'; END IF;
    RETURN OLD;
  END IF;
  IF (NEW.person_id, NEW.begun_at, NEW.submit_by) IS DISTINCT FROM (OLD.person_id, OLD.begun_at, OLD.submit_by) THEN
    RAISE EXCEPTION 'whose profile it is, and when it was begun, never change';
  END IF;
  IF OLD.received_at IS NOT NULL AND (NEW.received_at, NEW.expires_at, NEW.sequence, NEW.number)
      IS DISTINCT FROM (OLD.received_at, OLD.expires_at, OLD.sequence, OLD.number) THEN
    RAISE EXCEPTION 'a profile is received once: its moment, number and year never change';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER pool_entry_guard BEFORE UPDATE OR DELETE ON pool_entry FOR EACH ROW EXECUTE FUNCTION pool_entry_guard();

CREATE FUNCTION pool_decision_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a decision that was made is not changed: % is refused', TG_OP; END $$;
CREATE TRIGGER pool_decision_guard BEFORE UPDATE OR DELETE ON pool_decision FOR EACH ROW EXECUTE FUNCTION pool_decision_guard();

CREATE FUNCTION pool_tally_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO pool_tally AS t (score, n)
      SELECT score, count(*) FROM gained WHERE state = 'IN_POOL' GROUP BY score ORDER BY score
      ON CONFLICT (score) DO UPDATE SET n = t.n + excluded.n;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO pool_tally AS t (score, n)
      SELECT score, -count(*) FROM lost WHERE state = 'IN_POOL' GROUP BY score ORDER BY score
      ON CONFLICT (score) DO UPDATE SET n = t.n + excluded.n;
  ELSE
    INSERT INTO pool_tally AS t (score, n)
      SELECT score, sum(one) FROM (
        SELECT score, 1 AS one FROM gained WHERE state = 'IN_POOL'
        UNION ALL SELECT score, -1 FROM lost WHERE state = 'IN_POOL') both_ways
      GROUP BY score HAVING sum(one) <> 0 ORDER BY score
      ON CONFLICT (score) DO UPDATE SET n = t.n + excluded.n;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER pool_tally_insert AFTER INSERT ON pool_entry REFERENCING NEW TABLE AS gained
  FOR EACH STATEMENT EXECUTE FUNCTION pool_tally_changed();
CREATE TRIGGER pool_tally_delete AFTER DELETE ON pool_entry REFERENCING OLD TABLE AS lost
  FOR EACH STATEMENT EXECUTE FUNCTION pool_tally_changed();
CREATE TRIGGER pool_tally_update AFTER UPDATE ON pool_entry REFERENCING OLD TABLE AS lost NEW TABLE AS gained
  FOR EACH STATEMENT EXECUTE FUNCTION pool_tally_changed();
"""
BACKWARD = """
DROP TRIGGER pool_tally_update ON pool_entry;
DROP TRIGGER pool_tally_delete ON pool_entry;
DROP TRIGGER pool_tally_insert ON pool_entry;
DROP FUNCTION pool_tally_changed();
DROP TRIGGER pool_decision_guard ON pool_decision;
DROP FUNCTION pool_decision_guard();
DROP TRIGGER pool_entry_guard ON pool_entry;
DROP FUNCTION pool_entry_guard();
DROP SEQUENCE pool_sequence;
"""


class Migration(migrations.Migration):
    """Triggers of the pool."""

    dependencies: ClassVar = [("pool", "0002_initial")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
