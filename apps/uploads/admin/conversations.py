from uuid import UUID

from django.contrib import admin

from apps.uploads import models
from apps.uploads.admin.base import ReadOnlyInline, RecordAdmin
from apps.uploads.admin.removable import RemovableAdmin
from apps.uploads.services import remove
from apps.uploads.services.idle import list_holders


class ContributionInline(ReadOnlyInline):
    """What each upload holds of a conversation."""

    model = models.Contribution
    fields = ["upload", "added", "updated", "known", "created_at"]


@admin.register(models.Conversation)
class ConversationAdmin(RemovableAdmin):
    list_display = ["name", "organization", "format", "message_count", "first_sent_at", "last_sent_at"]
    list_filter = ["format", "organization"]
    list_select_related = ["organization"]
    search_fields = ["name", "key"]
    raw_id_fields = ["organization", "upload"]
    readonly_fields = ["item_count", "message_count"]
    inlines = [ContributionInline]

    def remove(self, row: models.Conversation) -> remove.Removed:
        return remove.remove_conversation(row)

    def list_upload_ids(self, rows) -> set[UUID]:
        return set(list_holders([row.pk for row in rows]))

    def count_contents(self, rows) -> dict[str, int]:
        return {"conversations": len(rows), "messages": sum(row.message_count for row in rows)}


@admin.register(models.Participant)
class ParticipantAdmin(admin.ModelAdmin):
    list_display = ["name", "person", "conversation", "organization"]
    list_filter = ["organization"]
    list_select_related = ["person", "conversation", "organization"]
    search_fields = ["name", "person__name"]
    raw_id_fields = ["organization", "conversation"]
    readonly_fields = ["person", "original_person", "folded_name"]


@admin.register(models.Message)
class MessageAdmin(RecordAdmin):
    list_display = ["id", "conversation", "sequence", "participant", "kind", "sent_at", "__str__"]
    list_filter = ["kind"]
    list_select_related = ["conversation", "participant"]
    # A text search over every message would read the whole table; the product's own search is for that.
    search_fields = ["=id", "conversation__name"]
    raw_id_fields = ["conversation", "participant"]
