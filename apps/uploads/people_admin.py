"""Admin pages of people: to look at. Merging and undoing is for the people pages, which keep what belongs together."""

from django.contrib import admin

from apps.uploads import models


class LookedAtAdmin(admin.ModelAdmin):
    list_filter = ["organization"]
    show_full_result_count = False

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(models.Person)
class PersonAdmin(LookedAtAdmin):
    list_display = ["name", "organization", "has_aliases", "created_at"]
    list_select_related = ["organization"]
    search_fields = ["name", "participants__name"]


@admin.register(models.IdentityMerge)
class IdentityMergeAdmin(LookedAtAdmin):
    list_display = ["merged", "person", "organization", "merged_by", "created_at", "undone_at"]
    list_select_related = ["merged", "person", "organization", "merged_by"]
    search_fields = ["merged__name", "person__name"]


@admin.register(models.IdentityClue)
class IdentityClueAdmin(LookedAtAdmin):
    list_display = ["text", "strength", "first", "second", "organization"]
    list_select_related = ["first", "second", "organization"]
    search_fields = ["text"]


@admin.register(models.IdentityDistinction)
class IdentityDistinctionAdmin(LookedAtAdmin):
    list_display = ["first", "second", "organization", "decided_by", "created_at"]
    list_select_related = ["first", "second", "organization", "decided_by"]
    search_fields = ["first__name", "second__name"]


@admin.register(models.IdentitySplit)
class IdentitySplitAdmin(LookedAtAdmin):
    list_display = ["parted", "person", "organization", "decided_by", "created_at"]
    list_select_related = ["parted", "person", "organization", "decided_by"]
    search_fields = ["parted__name", "person__name"]
