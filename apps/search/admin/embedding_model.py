from django.contrib import admin, messages

from apps.search.models import EmbeddingModel
from apps.search.services.ask_check import Refused, check_model

SHAPES_VECTORS = ["name", "source", "location", "revision", "dim", "query_prefix", "passage_prefix"]
"""Not to change once something is embedded: new vectors would not fit the old ones."""


@admin.register(EmbeddingModel)
class EmbeddingModelAdmin(admin.ModelAdmin):
    list_display = ["name", "source", "dim", "max_tokens", "device", "precision", "checked_at", "problem"]
    list_filter = ["source", ("problem", admin.EmptyFieldListFilter)]
    search_fields = ["name", "location", "description"]
    readonly_fields = ["checked_at", "problem", "created_at"]
    actions = ["check_models"]

    def get_readonly_fields(self, request, obj=None) -> list[str]:
        is_used = obj is not None and obj.index_versions.exists()
        return [*SHAPES_VECTORS, *self.readonly_fields] if is_used else self.readonly_fields

    def has_delete_permission(self, request, obj=None) -> bool:
        return obj is None or not obj.index_versions.exists()

    @admin.action(description="Check whether selected models answer what they claim")
    def check_models(self, request, queryset) -> None:
        for model in queryset:
            try:
                is_sure = check_model(model)
            except Refused as refused:
                self.message_user(request, f"{model}: {refused}.", messages.ERROR)
            else:
                self.message_user(request, *describe(model, is_sure))


def describe(model: EmbeddingModel, is_sure: bool) -> tuple[str, int]:
    if is_sure:
        return f"{model} answers what it claims.", messages.SUCCESS
    return f"{model}: no search worker could say in time; look again in a while.", messages.WARNING
