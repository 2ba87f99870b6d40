"""Take everything along, and see who looked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from openentry import messages
from openentry.law.places import is_province, province_name
from openentry_web import clock
from openentry_web.accounts.access import person
from openentry_web.audit import selectors as audit
from openentry_web.mine import exporting, paper
from openentry_web.mine.standing import standing
from openentry_web.ui.templatetags.ui import lang

_SHOWN = 200


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store, private"
    return answer


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """What can be taken along."""
    return render(request, "mine/export.html", {"standing": standing(person(request))})


@require_safe
def facts_file(request: HttpRequest) -> HttpResponse:
    """The facts, as ``openentry decide`` reads them."""
    somebody = person(request)
    found = standing(somebody)
    if found is None:
        return redirect("export")
    exporting.note_export(somebody, "facts", clock.now())
    return _file(exporting.facts_json(found.profile), "application/json", "openentry-profile.json")


@require_safe
def record_file(request: HttpRequest) -> HttpResponse:
    """Everything else: versions, decisions, messages, the log."""
    somebody = person(request)
    exporting.note_export(somebody, "record", clock.now())
    return _file(exporting.record(somebody, clock.now(), lang()), "application/json", "openentry-record.json")


@require_safe
def answers_file(request: HttpRequest) -> HttpResponse:
    """The answers as a PDF."""
    somebody = person(request)
    found = standing(somebody)
    if found is None:
        return redirect("export")
    exporting.note_export(somebody, "pdf", clock.now())
    return _file(paper.pdf(found.profile, found.where, clock.today(), lang()), "application/pdf", f"openentry-{lang()}.pdf")


@require_safe
def who_looked(request: HttpRequest) -> HttpResponse:
    """Who did what to the person's file, and when: by role, never by name; what they did themselves stands apart."""
    me = str(person(request).public_id)
    found = list(audit.about(me, _SHOWN + 1))
    rows: list[dict[str, Any]] = [_row(one, me) for one in found[:_SHOWN]]
    shown = {"others": [row for row in rows if not row["mine"]], "own": [row for row in rows if row["mine"]]}
    return render(request, "mine/who_looked.html", shown | {"more": len(found) > _SHOWN, "most": _SHOWN})


def _row(one: Any, me: str) -> dict[str, Any]:
    action = f"web.who.action.{one.action}"
    said = messages.text(action, lang()) if messages.has(action, lang()) else _said("action.other", action=one.action)
    role = f"web.who.role.{one.role}"
    by = messages.text(role, lang()) if messages.has(role, lang()) else _said("role.other", role=one.role)
    return {"at": one.at, "what": said, "by": by, "mine": one.actor == me, "reason": _reason(one.reason)}


def _reason(reason: str) -> str:
    """Why; a province is named."""
    return province_name(reason, lang()) if is_province(reason) else reason


def _said(name: str, **params: Any) -> str:
    return messages.text(f"web.who.{name}", lang(), **params)
