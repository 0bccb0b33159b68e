from django.contrib import admin, messages

from apps.search.admin.records import RecordAdmin
from apps.search.models import IndexVersion
from apps.search.services.build_version import activate_version
from apps.search.services.retire_version import retire_version
from apps.search.services.switch_version import NotPossible


@admin.register(IndexVersion)
class IndexVersionAdmin(RecordAdmin):
    list_display = ["id", "organization", "model", "state", "dim", "created_at", "activated_at", "problem"]
    list_filter = ["state", "model"]
    list_select_related = ["organization", "model"]
    search_fields = ["=id", "organization__name", "organization__slug", "model__name"]
    actions = ["activate_versions", "retire_versions"]

    @admin.action(description="Search selected index versions from now on")
    def activate_versions(self, request, queryset) -> None:
        def activate(version: IndexVersion) -> str:
            job = activate_version(version).job
            return "is searched now." if job is None else "is searched once its job has completed it."

        self._act(request, queryset, activate)

    @admin.action(description="Retire selected index versions and remove their files")
    def retire_versions(self, request, queryset) -> None:
        def retire(version: IndexVersion) -> str:
            retire_version(version)
            return "is retired."

        self._act(request, queryset, retire)

    def _act(self, request, queryset, act) -> None:
        for version in queryset.select_related("organization", "model"):
            try:
                self.message_user(request, f"{version} {act(version)}")
            except NotPossible as refused:
                self.message_user(request, f"{version}: {refused}", messages.WARNING)
