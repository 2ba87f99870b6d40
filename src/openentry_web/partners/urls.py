"""Addresses of provinces and Job Bank, and of what a person sees of them."""

from __future__ import annotations

from django.urls import path

from openentry_web.partners.views import job_bank, mine, provinces

urlpatterns = [
    path("", provinces.home, name="partners"),
    path("search/", provinces.search, name="partners_search"),
    path("file/", provinces.file, name="partners_file"),
    path("interest/", provinces.interest, name="partners_interest"),
    path("nominate/", provinces.nominate, name="partners_nominate"),
    path("nominations/<uuid:public_id>/withdraw/", provinces.withdraw, name="partners_withdraw"),
    path("job-match/", job_bank.check, name="job_match_check"),
    path("mine/", mine.nominations, name="nominations"),
    path("mine/<uuid:public_id>/", mine.answer, name="nomination_answer"),
    path("mine/job-match/", mine.job_match, name="job_match"),
]
