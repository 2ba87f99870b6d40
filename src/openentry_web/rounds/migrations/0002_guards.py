"""What the database itself sees to: what was released stays as it is, snapshots and invitations too."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION rounds_round_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('released', 'aborted') THEN RAISE EXCEPTION 'round % is over: % is refused', OLD.number, TG_OP; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF NEW.state IN ('approved', 'selected', 'released') AND OLD.state IN ('approved', 'selected')
      AND (NEW.planned_by_id, NEW.number, NEW.kind, NEW.programs, NEW.category, NEW.list_version, NEW.size, NEW.lowest_score, NEW.moment,
           NEW.text_en, NEW.text_fr, NEW.citation_en, NEW.citation_fr, NEW.name_en, NEW.name_fr, NEW.corrects_id, NEW.cause_en,
           NEW.cause_fr, NEW.snapshot_id, NEW.approved_by_id, NEW.approved_digest)
        IS DISTINCT FROM
          (OLD.planned_by_id, OLD.number, OLD.kind, OLD.programs, OLD.category, OLD.list_version, OLD.size, OLD.lowest_score, OLD.moment,
           OLD.text_en, OLD.text_fr, OLD.citation_en, OLD.citation_fr, OLD.name_en, OLD.name_fr, OLD.corrects_id, OLD.cause_en,
           OLD.cause_fr, OLD.snapshot_id, OLD.approved_by_id, OLD.approved_digest) THEN
    RAISE EXCEPTION 'round % is approved: its plan and snapshot change only when the approval is given up', OLD.number;
  END IF;
  IF NEW.state IN ('selected', 'released') AND OLD.state NOT IN ('approved', 'selected') THEN
    RAISE EXCEPTION 'round % is not approved', OLD.number;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER rounds_round_guard BEFORE UPDATE OR DELETE ON rounds_round FOR EACH ROW EXECUTE FUNCTION rounds_round_guard();

CREATE FUNCTION rounds_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a snapshot never changes: % is refused', TG_OP; END $$;
CREATE TRIGGER rounds_snapshot_fixed BEFORE UPDATE ON rounds_snapshot FOR EACH STATEMENT EXECUTE FUNCTION rounds_refuse();
CREATE TRIGGER rounds_snapshotentry_fixed BEFORE UPDATE ON rounds_snapshotentry FOR EACH STATEMENT EXECUTE FUNCTION rounds_refuse();

-- A snapshot that no round stands on (the plan was changed, it was frozen again) may be dropped; one that a round stands on may not.
CREATE FUNCTION rounds_snapshot_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM rounds_round r WHERE r.snapshot_id IN (SELECT DISTINCT snapshot FROM lost)) THEN
    RAISE EXCEPTION 'the snapshot of a round is kept';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER rounds_snapshotentry_kept AFTER DELETE ON rounds_snapshotentry REFERENCING OLD TABLE AS lost
  FOR EACH STATEMENT EXECUTE FUNCTION rounds_snapshot_kept();

-- Nothing is added to a snapshot once it is sealed, that is, once its row stands.
CREATE FUNCTION rounds_snapshot_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM rounds_snapshot s WHERE s.id IN (SELECT DISTINCT snapshot FROM gained)) THEN
    RAISE EXCEPTION 'a snapshot never changes: INSERT is refused';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER rounds_snapshotentry_sealed AFTER INSERT ON rounds_snapshotentry REFERENCING NEW TABLE AS gained
  FOR EACH STATEMENT EXECUTE FUNCTION rounds_snapshot_sealed();

CREATE FUNCTION rounds_invitation_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'an invitation is not deleted'; END IF;
  IF (NEW.round_id, NEW.entry_id, NEW.rank, NEW.program, NEW.score, NEW.issued_at, NEW.apply_by)
      IS DISTINCT FROM (OLD.round_id, OLD.entry_id, OLD.rank, OLD.program, OLD.score, OLD.issued_at, OLD.apply_by) THEN
    RAISE EXCEPTION 'what an invitation says never changes';
  END IF;
  IF OLD.state <> 'live' AND NEW.state IS DISTINCT FROM OLD.state THEN RAISE EXCEPTION 'an invitation is closed once'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER rounds_invitation_guard BEFORE UPDATE OR DELETE ON rounds_invitation
  FOR EACH ROW EXECUTE FUNCTION rounds_invitation_guard();
"""
BACKWARD = """
DROP TRIGGER rounds_invitation_guard ON rounds_invitation;
DROP FUNCTION rounds_invitation_guard();
DROP TRIGGER rounds_snapshotentry_sealed ON rounds_snapshotentry;
DROP FUNCTION rounds_snapshot_sealed();
DROP TRIGGER rounds_snapshotentry_kept ON rounds_snapshotentry;
DROP FUNCTION rounds_snapshot_kept();
DROP TRIGGER rounds_snapshotentry_fixed ON rounds_snapshotentry;
DROP TRIGGER rounds_snapshot_fixed ON rounds_snapshot;
DROP FUNCTION rounds_refuse();
DROP TRIGGER rounds_round_guard ON rounds_round;
DROP FUNCTION rounds_round_guard();
"""


class Migration(migrations.Migration):
    """Triggers of the rounds."""

    dependencies: ClassVar = [("rounds", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
