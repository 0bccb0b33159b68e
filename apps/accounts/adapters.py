"""How django-allauth makes accounts here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from apps.accounts.models import Organization, User


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.SIGNUP_OPEN

    def save_user(self, request: HttpRequest, user: User, form, commit: bool = True) -> User:
        """Save the account and its personal organization, both or neither."""
        with transaction.atomic():
            user = super().save_user(request, user, form, commit=commit)
            if commit:
                Organization.objects.create_personal(user)
        return user

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Mail is written without a request's context processors, so the instance's name goes along."""
        super().send_mail(template_prefix, email, {"instance_name": settings.SITE_NAME, **context})
