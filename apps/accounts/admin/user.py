from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm

from apps.accounts.models import Membership, Organization, User


class MembershipInline(admin.StackedInline):
    model = Membership
    extra = 0
    raw_id_fields = ["organization"]


class EmailAddressInline(admin.StackedInline):
    model = EmailAddress
    extra = 0


class UserCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email",)


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Django's own, for accounts that have an e-mail address in place of a user name."""

    add_form = UserCreationForm
    ordering = ["email"]
    list_display = ["email", "name", "is_active", "is_staff", "date_joined", "last_login"]
    list_filter = ["is_active", "is_staff", "is_superuser", "date_joined"]
    search_fields = ["email", "name"]
    date_hierarchy = "date_joined"
    readonly_fields = ["date_joined", "last_login"]
    filter_horizontal = []
    inlines = [MembershipInline, EmailAddressInline]
    fieldsets = [
        (None, {"fields": ["email", "name", "password"]}),
        ("Rights", {"fields": ["is_active", "is_staff", "is_superuser"]}),
        ("Rights in this admin site", {"classes": ["collapse"], "fields": ["groups", "user_permissions"]}),
        ("Dates", {"fields": ["date_joined", "last_login"]}),
    ]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["email", "usable_password", "password1", "password2"]})
    ]

    def get_inlines(self, request, obj=None):
        return self.inlines if obj else []

    def save_model(self, request, obj: User, form, change: bool) -> None:
        """A new account gets its personal organization here too; the admin saves both in one transaction."""
        super().save_model(request, obj, form, change)
        if not change:
            Organization.objects.create_personal(obj)
            EmailAddress.objects.create(user=obj, email=obj.email, verified=True, primary=True)
