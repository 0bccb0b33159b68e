"""Admin pages of people: to look at. Merging and undoing is for the people pages, which keep what belongs together."""

from django.contrib import admin

from apps.uploads import models
from apps.uploads.admin.base import RecordAdmin


@admin.register(models.Person)
class PersonAdmin(RecordAdmin):
    list_display = ["name", "organization", "has_aliases", "created_at"]
    list_filter = ["organization"]
    list_select_related = ["organization"]
    search_fields = ["name", "participants__name"]


@admin.register(models.IdentityMerge)
class IdentityMergeAdmin(RecordAdmin):
    list_display = ["merged", "person", "organization", "merged_by", "created_at", "undone_at"]
    list_filter = ["organization"]
    list_select_related = ["merged", "person", "organization", "merged_by"]
    search_fields = ["merged__name", "person__name"]


@admin.register(models.IdentityClue)
class IdentityClueAdmin(RecordAdmin):
    list_display = ["text", "strength", "first", "second", "organization"]
    list_filter = ["organization"]
    list_select_related = ["first", "second", "organization"]
    search_fields = ["text"]


@admin.register(models.IdentityDistinction)
class IdentityDistinctionAdmin(RecordAdmin):
    list_display = ["first", "second", "organization", "decided_by", "created_at"]
    list_filter = ["organization"]
    list_select_related = ["first", "second", "organization", "decided_by"]
    search_fields = ["first__name", "second__name"]


@admin.register(models.IdentitySplit)
class IdentitySplitAdmin(RecordAdmin):
    list_display = ["parted", "person", "organization", "decided_by", "created_at"]
    list_filter = ["organization"]
    list_select_related = ["parted", "person", "organization", "decided_by"]
    search_fields = ["parted__name", "person__name"]
