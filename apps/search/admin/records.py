"""Rows that workers or people's searches write, and that are only read here."""

from django.contrib import admin

from apps.search import models
from apps.uploads.admin.base import RecordAdmin


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
    list_select_related = ["index_version__organization", "index_version__model"]
    search_fields = ["worker"]


@admin.register(models.Deletion)
class DeletionAdmin(RecordAdmin):
    list_display = ["id", "organization", "__str__", "created_at", "compacted_at"]
    list_filter = ["created_at", ("compacted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["organization"]
    search_fields = ["=id", "organization__slug"]


class SearchClickInline(admin.TabularInline):
    model = models.SearchClick
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None) -> bool:
        return False


@admin.register(models.SearchEvent)
class SearchEventAdmin(RecordAdmin):
    list_display = ["created_at", "organization", "user", "query", "mode", "total", "took_ms", "origin"]
    list_filter = ["origin", "mode", "created_at"]
    list_select_related = ["organization", "user"]
    search_fields = ["query", "user__email"]
    inlines = [SearchClickInline]


@admin.register(models.SavedSearch)
class SavedSearchAdmin(RecordAdmin):
    list_display = ["name", "user", "organization", "created_at"]
    list_select_related = ["organization", "user"]
    search_fields = ["name", "user__email"]
