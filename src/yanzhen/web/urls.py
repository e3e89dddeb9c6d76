"""Every address of the site. Each route has its line in tests/web/test_routes.py: which role may, which may not."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("yanzhen.web.today.urls")),
    path("", include("yanzhen.web.frame.urls")),
    path("", include("yanzhen.web.people.urls")),
    path("plan/", include("yanzhen.web.intake.urls")),
    path("journal/", include("yanzhen.web.journal.urls")),
    path("data/", include("yanzhen.web.records.urls")),
]

if settings.OPTIONS.oidc_client:
    urlpatterns += [path("oidc/", include("mozilla_django_oidc.urls"))]

handler400 = "yanzhen.web.frame.errors.bad_request"
handler403 = "yanzhen.web.frame.errors.forbidden"
handler404 = "yanzhen.web.frame.errors.missing"
handler500 = "yanzhen.web.frame.errors.broken"
