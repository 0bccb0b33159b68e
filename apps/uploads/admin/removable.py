"""Admin pages whose "delete" goes through the services that pages and API use."""

from abc import abstractmethod
from uuid import UUID

from django.contrib import admin, messages

from apps.uploads.services.idle import JobRunning, find_running
from apps.uploads.services.remove import Removed


class RemovableAdmin(admin.ModelAdmin):
    """Deletes a row with everything in it, and from the search too."""

    @abstractmethod
    def remove(self, row) -> Removed: ...

    @abstractmethod
    def list_upload_ids(self, rows) -> set[UUID]: ...

    @abstractmethod
    def count_contents(self, rows) -> dict[str, int]: ...

    def get_deleted_objects(self, objs, request):
        """What the page that asks once more shows: how many messages go, not each by name, and what cannot go yet."""
        rows = list(objs)
        perms_needed = set() if self.has_delete_permission(request) else {self.opts.verbose_name}
        return [str(row) for row in rows], self.count_contents(rows), perms_needed, self._find_running(rows)

    def _find_running(self, rows) -> list[str]:
        running = find_running(self.list_upload_ids(rows))
        return [f"{running.title}: cancel its job first"] if running else []

    def delete_model(self, request, obj) -> None:
        self._remove(request, [obj])

    def delete_queryset(self, request, queryset) -> None:
        self._remove(request, queryset)

    def _remove(self, request, rows) -> None:
        for row in rows:
            try:
                self.remove(row)
            except JobRunning as running:
                self.message_user(request, str(running), messages.ERROR)
