from django.contrib import admin

from apps.search import models


class RecordAdmin(admin.ModelAdmin):
    """Rows that workers write and people only read."""

    show_full_result_count = False

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        # A segment without its row, or the other way round, breaks the ledger.
        return False


@admin.register(models.IndexVersion)
class IndexVersionAdmin(RecordAdmin):
    list_display = ["organization", "model", "state", "dim", "created_at"]
    list_filter = ["state", "model"]
    list_select_related = ["organization"]
    search_fields = ["organization__name", "organization__slug", "model"]


@admin.register(models.Segment)
class SegmentAdmin(RecordAdmin):
    list_display = [
        "id",
        "conversation",
        "first_sequence",
        "last_sequence",
        "message_count",
        "size_bytes",
        "created_at",
    ]
    list_filter = ["created_at", "index_version__organization"]
    list_select_related = ["conversation"]
    search_fields = ["=id", "conversation__name", "sha256"]


@admin.register(models.IndexReplica)
class IndexReplicaAdmin(RecordAdmin):
    list_display = ["worker", "index_version", "watermark", "message_count", "seen_at"]
    list_filter = ["worker"]
    list_select_related = ["index_version__organization"]
    search_fields = ["worker"]
