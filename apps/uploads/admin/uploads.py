from uuid import UUID

from django.contrib import admin
from django.db.models import Sum

from apps.uploads import models
from apps.uploads.admin.base import KeptAdmin, ReadOnlyInline
from apps.uploads.admin.removable import RemovableAdmin
from apps.uploads.services import remove


class SourceFileInline(ReadOnlyInline):
    model = models.SourceFile
    fields = ["path", "state", "format", "message_count", "skipped_count", "error_code"]


@admin.register(models.Upload)
class UploadAdmin(RemovableAdmin):
    list_display = ["filename", "organization", "uploaded_by", "size_bytes", "duplicate_of", "created_at"]
    list_filter = ["created_at", "organization"]
    list_select_related = ["organization", "uploaded_by", "duplicate_of"]
    search_fields = ["filename", "sha256", "uploaded_by__email"]
    date_hierarchy = "created_at"
    readonly_fields = ["id", "sha256", "size_bytes", "file", "created_at"]
    raw_id_fields = ["organization", "uploaded_by", "duplicate_of"]
    inlines = [SourceFileInline]

    def remove(self, row: models.Upload) -> remove.Removed:
        return remove.remove_upload(row)

    def list_upload_ids(self, rows) -> set[UUID]:
        return {row.pk for row in rows}

    def count_contents(self, rows) -> dict[str, int]:
        chats = models.Conversation.objects.filter(upload__in=rows)
        said = chats.aggregate(said=Sum("message_count"))["said"] or 0
        return {"uploads": len(rows), "conversations": chats.count(), "messages": said}


@admin.register(models.SourceFile)
class SourceFileAdmin(KeptAdmin):
    list_display = ["path", "upload", "state", "format", "message_count", "skipped_count", "error_code"]
    list_filter = ["state", "format", "error_code"]
    list_select_related = ["upload"]
    search_fields = ["path", "upload__filename"]
    raw_id_fields = ["upload"]
