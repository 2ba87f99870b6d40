"""Addresses of a profile."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from openentry_web.profiles.views import begin, check, home, lists, pages, submit


class Name(StringConverter):
    """A section, a page, a list or a thing."""

    regex = "[a-zA-Z0-9_.]{1,60}"


register_converter(Name, "name")

urlpatterns = [
    path("", home.profile, name="profile"),
    path("begin/", begin.begin, name="begin"),
    path("copy/<int:entry_id>/", begin.copy_answers, name="copy_answers"),
    path("programs/", check.programs, name="programs"),
    path("check/", check.check, name="check"),
    path("check/take-back/", check.take_back, name="take_back"),
    path("submit/", submit.submit, name="submit"),
    path("submitted/", submit.submitted, name="submitted"),
    path("stay/", pages.stay, name="stay"),
    path("occupations/", pages.occupations, name="profile_occupations"),
    path("s/<name:section_id>/", lists.section, name="profile_section"),
    path("s/<name:section_id>/<name:page_id>/", pages.page, name="profile_page"),
    path("s/<name:section_id>/<name:path>/none/", lists.none, name="profile_none"),
    path("s/<name:section_id>/<name:path>/<name:key>/remove/", lists.remove, name="profile_remove"),
    path("s/<name:section_id>/<name:path>/<name:key>/<name:page_id>/", pages.page, name="profile_thing"),
]
