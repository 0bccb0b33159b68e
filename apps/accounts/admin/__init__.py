"""Accounts in the admin site. Signing in to it is allauth's page, with its rate limits.

allauth registers its e-mail addresses by itself.
"""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from apps.accounts.admin import organization, token, user

__all__ = ["organization", "token", "user"]

admin.site.login = secure_admin_login(admin.site.login)
