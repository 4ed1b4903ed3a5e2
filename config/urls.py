"""Every address of the site: one include per app."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("comparisons.urls")),
    path("", include("tools.urls")),
    path("", include("newsletter.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("favicon.ico", health.favicon, name="favicon"),
]

handler400 = "comparisons.views.errors.bad_request"
handler403 = "comparisons.views.errors.forbidden"
handler404 = "comparisons.views.errors.not_found"
handler500 = "comparisons.views.errors.server_error"
