from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from chatanalysis.api_reference.views import show_api_reference
from chatanalysis.health import healthz, readyz

api_v1 = [
    path("", include("apps.accounts.api.urls")),
    path("", include("apps.uploads.api.urls")),
    path("", include("apps.search.api.urls")),
]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/v1/", include((api_v1, "api"))),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", show_api_reference, name="api-docs"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("apps.accounts.urls")),
    path("", include("apps.uploads.urls")),
    path("", include("apps.search.urls")),
]

handler404 = "chatanalysis.views.not_found"
handler500 = "chatanalysis.views.server_error"
