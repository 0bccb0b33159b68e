from django.contrib import admin, messages

from apps.uploads import models
from apps.uploads.admin.base import ReadOnlyInline
from apps.uploads.services import control_job


class JobEventInline(ReadOnlyInline):
    model = models.JobEvent
    fields = ["number", "kind", "text", "created_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(kind=models.EventKind.PROGRESS)


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
