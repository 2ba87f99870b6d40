"""The end of an account: what goes, what stays and why, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from openentry_web.accounts import mails
from openentry_web.accounts import services as accounts
from openentry_web.audit import selectors as audit
from openentry_web.invited import services as invited
from openentry_web.mine import scenarios
from openentry_web.notices import services as notices
from openentry_web.pool import feed
from openentry_web.pool import selectors as pool
from openentry_web.pool import services as pool_services
from openentry_web.profiles import forgetting

_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class What:
    """What would go, and what must stay."""

    live: Any  # the profile that is in the pool, invited or applied on
    drafts: int
    scenarios: int
    versions: int
    decisions: int
    records: int

    @property
    def hindered(self) -> bool:
        """Whether an invitation or an application stands in the way."""
        return self.live is not None and self.live.state != "IN_POOL"


class Hindered(Exception):
    """An invitation or an application is under way."""


def what(person: Any) -> What:
    """What deleting the account of ``person`` would do."""
    entries = pool.all_of(person)
    decisions = [decision for entry in entries for decision in pool.decisions(entry)]
    return What(
        live=pool.live(person),
        drafts=sum(entry.state == "DRAFT" for entry in entries),
        scenarios=scenarios.of(person).count(),
        versions=len({decision.version_id for decision in decisions}),
        decisions=len(decisions),
        records=len(audit.about(str(person.public_id), _ALL)),
    )


def delete(person: Any, at: datetime) -> None:
    """Withdraw what is in the pool, delete answers, scenarios and messages, close the account, and tell the address it had.

    :class:`Hindered` while an invitation or an application is under way.
    """
    address, language = person.email, person.language
    with transaction.atomic():
        live = pool.live(person)
        if live is not None and live.state != "IN_POOL":
            raise Hindered
        accounts.close(person, at)
        if live is not None:
            pool_services.withdraw(person, at)
        forgetting.forget(person)
        feed.revoke(person, at)
        scenarios.of(person).delete()
        invited.forget(person)
        notices.forget(person.pk, address)
    mails.send("account_deleted", address, language)
