"""Every address. Pages stand under their language; an app brings its own list."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from openentry_web.partners.api import job_match
from openentry_web.public import views as public
from openentry_web.public.open_data.urls import files as open_data

urlpatterns = [
    path("", public.choose_language, name="root"),
    path("healthz", public.healthz, name="healthz"),
    path("readyz", public.readyz, name="readyz"),
    path("open-data/", include(open_data)),
    path("", include("allauth.idp.urls")),
    path("api/job-match", job_match, name="api_job_match"),
]
urlpatterns += i18n_patterns(
    path("", include("openentry_web.public.urls")),
    path("account/", include("openentry_web.accounts.urls")),
    path("profile/", include("openentry_web.profiles.urls")),
    path("pool/", include("openentry_web.pool.urls")),
    path("messages/", include("openentry_web.notices.urls")),
    path("follow/", include("openentry_web.follow.urls")),
    path("demonstration/", include("openentry_web.demo.urls")),
    path("mine/", include("openentry_web.mine.urls")),
    path("partners/", include("openentry_web.partners.urls")),
    path("integrity/", include("openentry_web.integrity.urls")),
    path("invitation/", include("openentry_web.invited.urls")),
    path("", include("openentry_web.instruments.urls")),
    path("", include("openentry_web.rounds.urls")),
)

handler400 = "openentry_web.ui.views.bad_request"
handler403 = "openentry_web.ui.views.forbidden"
handler404 = "openentry_web.ui.views.not_found"
handler500 = "openentry_web.ui.views.server_error"
