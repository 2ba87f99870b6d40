"""Officers in front of a browser, and rounds brought as far as a test wants them."""

from __future__ import annotations

import re
import time

from django.test import Client

from openentry_web.accounts import services as accounts

SECRET = "JBSWY3DPEHPK3PXP"
_TOKEN = re.compile(r'name="token" value="([^"]+)"')


def browser(person, *, proved=True, second_step=True):
    """A browser in which an officer is signed in; ``proved``: they have just proved who they are."""
    if second_step:
        accounts.give_app(person, SECRET)
    client = Client()
    client.force_login(person)
    if proved:
        prove(client)
    return client


def prove(client):
    """As if the page that asks who you are had just been answered."""
    session = client.session
    session["account_authentication_methods_user"] = str(session["_auth_user_id"])
    at = time.time()  # noqa: TID251  as the package that asks has it
    session["account_authentication_methods"] = [{"method": "password", "at": at, "reauthenticated": True}]
    session.save()


def token(client, address, action=""):
    """The token of the form of a page that leads to ``action`` (of its first form with one, else)."""
    page = client.get(address).content.decode()
    for form in re.findall(r"<form .*?</form>", page, re.S):
        if (not action or f'action="{action}"' in form) and (found := _TOKEN.search(form)):
            return found[1]
    return ""


def press(client, number, step, lang="en", **data):
    """Press the button of a step on the page of a round, and follow to what the page says then."""
    page = f"/{lang}/officers/rounds/{number}/"
    address = f"{page}{step}/"
    return client.post(address, {"token": token(client, page, address), **data}, follow=True)


PLAN = {
    "number": "1",
    "kind": "general",
    "programs": [],
    "category": "",
    "size": "2",
    "lowest_score": "",
    "day": "2026-11-24",
    "time": "12:00",
    "name_en": "",
    "name_fr": "",
    "text_en": "Instruction",
    "text_fr": "Instruction",
    "citation_en": "",
    "citation_fr": "",
}


def plan(client, **changed):
    """Fill in the form of a plan."""
    address = "/en/officers/plan/"
    return client.post(address, PLAN | {"token": token(client, address)} | changed, follow=True)
