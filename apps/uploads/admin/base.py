"""What pages of rows that are not made, changed or deleted by hand have in common."""

from django.contrib import admin


class KeptAdmin(admin.ModelAdmin):
    """Rows that segments and counters count on: one that went by itself would break the ledger."""

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class RecordAdmin(KeptAdmin):
    """Rows that are only read here: workers or people's own pages write them."""

    show_full_result_count = False

    def has_change_permission(self, request, obj=None) -> bool:
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
