from django.urls import path

from apps.accounts.api.organizations import OrganizationListView, OrganizationView

urlpatterns = [
    path("organizations/", OrganizationListView.as_view(), name="organizations"),
    path("organizations/<slug:slug>/", OrganizationView.as_view(), name="organization"),
]
