"""A province, its account, and somebody in the pool who is open to it: for tests of nominations and of integrity."""

from __future__ import annotations

from django.contrib.auth import get_user_model

from openentry import Profile
from openentry_web.accounts import services as accounts
from openentry_web.partners import services as partners
from openentry_web.pool import services as pool
from openentry_web.profiles.services import open_answers
from tests.web.people import NOW, declared

SECRET = "JBSWY3DPEHPK3PXP"


def somebody(name, role="candidate"):
    person = get_user_model().objects.create_user(f"{name}@example.org", "correct horse battery", role=role)
    if role != "candidate":
        accounts.give_app(person, SECRET)
    return person


def province(code="ON", allocation=10):
    """The province and one account of it."""
    officer = somebody(f"officer-{code.lower()}", "province")
    partner = partners.make_partner(code, allocation)
    partners.join(officer, partner)
    return partner, officer


def in_pool(name="one", profile="amara-okafor", at=NOW, **changes):
    """A person in the pool; of the examples, somebody who is open to Ontario."""
    person = somebody(name)
    content = declared(profile) | changes
    entry = pool.begin(person, at)
    open_answers(entry, at, content)
    return person, pool.submit(person, Profile.model_validate(content), at)
