"""The steps of the journey: each in both languages, with what it rests on, and the one after it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.translation import override

from openentry.messages import text
from openentry_web.public.journey.views import STEPS


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("step", STEPS)
def test_each_step_says_where_one_is_and_what_it_rests_on(client, lang, step):
    with override(lang):
        address = reverse(f"journey_{step}")
    answer = client.get(address)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.count('aria-current="step"') == 1
    assert text("journey.rests", lang) in html
    assert len(answer.content) < 100_000
    assert html.count("<h1>") == 1


@pytest.mark.django_db
def test_who_can_apply_lists_the_requirements_of_the_law(client):
    html = client.get("/en/journey/who/").content.decode()
    for rule in ("CEC-01", "CEC-09", "FSW-07", "FST-02", "PNP-01"):
        assert rule in html
    assert "IRPR 87.1(2)(a)" in html
