from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.accounts.models import ApiToken
from apps.accounts.services.tokens import revoke_token


class UsableFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin) -> list[tuple[str, str]]:
        return [("usable", "usable"), ("expired", "expired"), ("revoked", "revoked")]

    def queryset(self, request, queryset: QuerySet[ApiToken]) -> QuerySet[ApiToken]:
        is_expired = Q(expires_at__lte=timezone.now())
        if self.value() == "usable":
            return queryset.filter(~is_expired | Q(expires_at=None), revoked_at=None)
        if self.value() == "expired":
            return queryset.filter(is_expired, revoked_at=None)
        return queryset.exclude(revoked_at=None) if self.value() == "revoked" else queryset


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    """To look at and revoke. Tokens are made by their owners, who alone see them."""

    list_display = ["name", "prefix", "user", "is_usable", "created_at", "expires_at", "last_used_at"]
    list_filter = [UsableFilter, "created_at", "last_used_at"]
    list_select_related = ["user"]
    search_fields = ["name", "prefix", "user__email"]
    readonly_fields = ["user", "prefix", "created_at", "last_used_at", "revoked_at"]
    actions = ["revoke"]

    def has_add_permission(self, request) -> bool:
        return False

    @admin.display(boolean=True, description="usable")
    def is_usable(self, token: ApiToken) -> bool:
        return token.is_usable

    @admin.action(description="Revoke the selected tokens", permissions=["change"])
    def revoke(self, request, queryset: QuerySet[ApiToken]) -> None:
        usable = [token for token in queryset if token.revoked_at is None]
        for token in usable:
            revoke_token(token)
        self.message_user(request, f"Revoked {len(usable)} tokens.", messages.SUCCESS)
