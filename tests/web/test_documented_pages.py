"""Every page of the site by its name: what it is for, and whom it is for. Made from the pages themselves."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from openentry_web.accounts.access import ANYONE, EVERYONE, roles_of
from tests.web.test_permissions import patterns

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "pages.md"
#: What our own words must say, where a page is a package's, or several pages share what makes them.
PURPOSES = {
    "about": "Who makes this, and that it is not a government service.",
    "accessibility": "How far the pages hold to WCAG 2.2 AA, and how to say where they do not.",
    "privacy": "What is kept, why, how long, and who sees it.",
    "help": "Answers to what people ask, and how to reach those who run the service.",
    "journey_who": "Step of the journey: who can apply.",
    "journey_score": "Step of the journey: check your score.",
    "journey_documents": "Step of the journey: get your documents ready.",
    "journey_profile": "Step of the journey: create your profile.",
    "journey_rounds": "Step of the journey: rounds of invitations.",
    "journey_apply": "Step of the journey: apply for permanent residence.",
    "journey_after": "Step of the journey: after you apply.",
    "concerns": "Every concern about what one declared.",
    "concern": "One concern, and the answer to it.",
    "pool_figures": "The pool in figures, for officers.",
    "nominations": "Which provinces took an interest or nominated, and what to answer.",
    "recovery_asked": "What happens after somebody asked for a way back into an account.",
    "recovery_finish": "The link of the mail that came after the wait: back into the account.",
    "follow_sent": "What happens after somebody asked for updates. Says nothing about any address.",
    "decisions": "Every decision that was made of one’s profile.",
    "invited_member": "Somebody of the family: put right.",
    "invited_member_add": "Somebody of the family: named.",
    "invited_residence": "A place somebody lived: put right.",
    "invited_residence_add": "A place somebody lived: named.",
    "account_deleted": "The account was deleted.",
    "rounds": "The department’s rounds, beside one’s own score of today.",
    # of django-allauth, in our words and templates
    "account_login": "Sign in by password, passkey or partner.",
    "account_signup": "Make an account.",
    "account_signup_by_passkey": "Make an account without a password.",
    "account_logout": "Sign out.",
    "account_inactive": "An account that was closed.",
    "account_email": "Change the address; the old one is told.",
    "account_email_verification_sent": "Type the code that was sent to an address.",
    "account_confirm_login_code": "Type the code of a sign-in by mail. Not offered.",
    "account_change_password": "Change the password.",
    "account_set_password": "Set a password, for whoever joined by passkey or partner.",
    "account_reset_password": "The password is forgotten: ask for a code.",
    "account_confirm_password_reset_code": "Type the code for a forgotten password.",
    "account_complete_password_reset": "Choose the new password.",
    "account_password_reset_completed": "The new password holds.",
    "account_reauthenticate": "Prove who one is once more, by password.",
    "mfa_index": "The second steps of an account.",
    "mfa_authenticate": "The second step of signing in.",
    "mfa_reauthenticate": "Prove who one is once more, by app.",
    "mfa_activate_totp": "Set an authenticator app up.",
    "mfa_deactivate_totp": "Give the app up.",
    "mfa_view_recovery_codes": "The recovery codes that are left.",
    "mfa_download_recovery_codes": "The recovery codes as a file.",
    "mfa_generate_recovery_codes": "New recovery codes; the old ones end.",
    "mfa_list_webauthn": "The passkeys of an account.",
    "mfa_add_webauthn": "Add a passkey.",
    "mfa_edit_webauthn": "Name a passkey.",
    "mfa_remove_webauthn": "Remove a passkey.",
    "mfa_login_webauthn": "What the browser asks when one signs in by passkey.",
    "mfa_reauthenticate_webauthn": "Prove who one is once more, by passkey.",
    "mfa_signup_webauthn": "Make the first passkey of a new account.",
    "usersessions_list": "Where one is signed in, and ending it.",
    "socialaccount_connections": "The sign-in partner linked to an account.",
    "socialaccount_signup": "First sign-in by the partner: which address.",
    "socialaccount_login_cancelled": "A sign-in at the partner was broken off.",
    "socialaccount_login_error": "The partner did not answer, or refused.",
    "openid_connect_login": "To the sign-in partner.",
    "openid_connect_callback": "Back from the sign-in partner.",
    "configuration": "OpenID Connect: what this site offers partner systems.",
    "jwks": "OpenID Connect: the keys that tokens are signed with.",
    "authorization": "OpenID Connect: a person allows a partner system.",
    "token": "OpenID Connect: tokens for partner systems (Job Bank).",
    "revoke": "OpenID Connect: give a token back.",
    "userinfo": "OpenID Connect: who a token is for.",
    "logout": "OpenID Connect: sign out from a partner system.",
    "device_code": "OpenID Connect: a code for a device without a keyboard. No client uses it.",
    "device_authorization": "OpenID Connect: where that code would be typed.",
}
#: Those of them that are for whoever is signed in: the package sees to it.
_SIGNED_IN = (
    "account_email account_change_password account_set_password account_reauthenticate account_logout mfa_index mfa_reauthenticate "
    "mfa_activate_totp mfa_deactivate_totp mfa_view_recovery_codes mfa_download_recovery_codes mfa_generate_recovery_codes "
    "mfa_list_webauthn mfa_add_webauthn mfa_edit_webauthn mfa_remove_webauthn mfa_reauthenticate_webauthn usersessions_list "
    "socialaccount_connections authorization"
).split()
_ROOMS = {
    "": "The front",
    "account": "Accounts",
    "demonstration": "The demonstration",
    "follow": "Updates by email",
    "instruments": "Instruments",
    "integrity": "Concerns and bars",
    "invitation": "After an invitation",
    "journey": "The journey",
    "law": "The law",
    "messages": "Messages",
    "mine": "What is one’s own",
    "officers": "The officers’ console",
    "open-data": "Open data",
    "partners": "Provinces and Job Bank",
    "pool": "Where one stands",
    "profile": "The profile",
    "questionnaire": "The questionnaire",
    "rounds": "Rounds",
    "tools": "Tools",
}
_INTRODUCTION = """# Every page

Made by `tests/web/test_documented_pages.py` from the pages themselves: the name by which code and templates know an address, the
address in English (French: `/fr/`), for whom it is, and what it is for. What each role gets when it tries:
[who may read what](permissions.md).
"""


def purpose(entry):
    """What a page is for: in our words above, or the first sentence of what makes it."""
    if entry.name in PURPOSES:
        return PURPOSES[entry.name]
    if entry.lookup_str.startswith(("allauth.", "django.")):
        return ""
    paragraph = (entry.callback.__doc__ or "").strip().split("\n\n")[0]
    return re.sub(r"``([^`]+)``", r"`\1`", " ".join(paragraph.split())).replace("|", "\\|")


def for_whom(entry):
    roles = EVERYONE if entry.name in _SIGNED_IN else roles_of(entry.callback)
    if ANYONE in roles:
        return "anyone"
    return "whoever is signed in" if roles == EVERYONE else ", ".join(roles)


def room(route):
    parts = route.removeprefix("en/").split("/")
    return parts[0] if parts[0] in _ROOMS else ("" if route.startswith("en/") else "other")


def pages():
    """Route and pattern of every page that has a name; what has none leads on to one that has."""
    from django.utils.translation import override

    with override("en"):
        found = [(route.lstrip("^"), entry) for route, entry in patterns() if entry.name]
    return sorted(found, key=lambda pair: pair[0])


def test_every_page_says_what_it_is_for():
    assert [entry.name for _, entry in pages() if not purpose(entry)] == []
    assert set(PURPOSES) - {entry.name for _, entry in pages()} == set(), "pages that are no longer there"


@pytest.mark.django_db
def test_pages_of_packages_that_are_for_the_signed_in_send_others_to_sign_in(client):
    for route, entry in pages():
        if entry.name in _SIGNED_IN and "<" not in route and entry.name not in ("account_logout", "authorization"):
            answer = client.get(f"/{route}")
            assert answer.status_code == 302 and "/login/" in answer["Location"], entry.name


def test_every_page_has_a_name_of_its_own():
    names = [entry.name for _, entry in pages()]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_the_page_of_pages_is_what_the_pages_say():
    rooms: dict[str, list[str]] = {}
    for route, entry in pages():
        shown = re.sub(r"\^?\(\?P<(\w+)>[^)]*\)", r"<\1>", route).replace("<str:", "<").replace("<slug:", "<").replace("<int:", "<")
        row = f"| `{entry.name}` | `/{shown}` | {for_whom(entry)} | {purpose(entry)} |"
        rooms.setdefault(room(route), []).append(row)
    parts = [_INTRODUCTION]
    for key in [*_ROOMS, "other"]:
        if key in rooms:
            head = ["| name | address | for | what it is for |", "| --- | --- | --- | --- |"]
            parts.append("\n".join([f"## {_ROOMS.get(key, 'For programs')}\n", *head, *rooms[key], ""]))
    text = "\n".join(parts)
    if os.environ.get("WRITE_PERMISSIONS"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text, "run with WRITE_PERMISSIONS=1, and read the difference"
