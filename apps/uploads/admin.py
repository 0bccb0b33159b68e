from uuid import UUID

from django.contrib import admin, messages
from django.db.models import Sum

from apps.uploads import models
from apps.uploads import people_admin as people_admin  # registers its pages
from apps.uploads.removable_admin import RemovableAdmin
from apps.uploads.services import control_job, remove
from apps.uploads.services.idle import list_holders


class KeptAdmin(admin.ModelAdmin):
    """Rows that segments and counters count on: one that went by itself would break the ledger."""

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class ReadOnlyInline(admin.TabularInline):
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def get_readonly_fields(self, request, obj=None) -> list[str]:
        return self.fields


class SourceFileInline(ReadOnlyInline):
    model = models.SourceFile
    fields = ["path", "state", "format", "message_count", "skipped_count", "error_code"]


class JobEventInline(ReadOnlyInline):
    model = models.JobEvent
    fields = ["number", "kind", "text", "created_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(kind=models.EventKind.PROGRESS)


class ContributionInline(ReadOnlyInline):
    """What each upload holds of a conversation."""

    model = models.Contribution
    fields = ["upload", "added", "updated", "known", "created_at"]


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


@admin.register(models.Job)
class JobAdmin(admin.ModelAdmin):
    list_display = [
        "title",
        "kind",
        "organization",
        "status",
        "stage",
        "percent",
        "attempt",
        "error_code",
        "updated_at",
    ]
    list_filter = ["status", "kind", "stage", "error_code", "organization"]
    list_select_related = ["upload", "organization"]
    search_fields = ["id", "upload__filename", "error_message"]
    date_hierarchy = "created_at"
    actions = ["retry_jobs", "cancel_jobs"]
    inlines = [JobEventInline]

    def get_readonly_fields(self, request, obj=None) -> list[str]:
        return [field.name for field in models.Job._meta.fields]

    def has_add_permission(self, request) -> bool:
        return False

    @admin.display(description="progress")
    def percent(self, job: models.Job) -> str:
        return f"{job.progress:.0%}"

    @admin.action(description="Retry selected jobs")
    def retry_jobs(self, request, queryset) -> None:
        self._control(request, queryset, control_job.retry_job, "taken up again")

    @admin.action(description="Cancel selected jobs")
    def cancel_jobs(self, request, queryset) -> None:
        self._control(request, queryset, control_job.cancel_job, "cancelled")

    def _control(self, request, queryset, act, done: str) -> None:
        count = 0
        for job in queryset:
            try:
                act(job)
                count += 1
            except control_job.NotPossible as refused:
                self.message_user(request, f"{job}: {refused}", messages.WARNING)
        self.message_user(request, f"{count} {done}.")


@admin.register(models.DeadLetter)
class DeadLetterAdmin(admin.ModelAdmin):
    list_display = ["job", "stage", "attempts", "reason", "created_at", "resolved_at"]
    list_filter = ["stage", "created_at", ("resolved_at", admin.EmptyFieldListFilter)]
    list_select_related = ["job__upload"]
    search_fields = ["reason", "job__upload__filename"]
    readonly_fields = ["job", "stage", "attempts", "reason", "created_at"]


@admin.register(models.SourceFile)
class SourceFileAdmin(KeptAdmin):
    list_display = ["path", "upload", "state", "format", "message_count", "skipped_count", "error_code"]
    list_filter = ["state", "format", "error_code"]
    list_select_related = ["upload"]
    search_fields = ["path", "upload__filename"]
    raw_id_fields = ["upload"]


@admin.register(models.JobEvent)
class JobEventAdmin(admin.ModelAdmin):
    list_display = ["job", "number", "kind", "text", "created_at"]
    list_filter = ["kind", "created_at"]
    list_select_related = ["job__upload"]
    search_fields = ["text", "job__id"]
    show_full_result_count = False

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


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
class MessageAdmin(KeptAdmin):
    list_display = ["id", "conversation", "sequence", "participant", "kind", "sent_at", "__str__"]
    list_filter = ["kind"]
    list_select_related = ["conversation", "participant"]
    # A text search over every message would read the whole table; the product's own search is for that.
    search_fields = ["=id", "conversation__name"]
    show_full_result_count = False
    raw_id_fields = ["conversation", "participant"]

    def has_change_permission(self, request, obj=None) -> bool:
        return False
