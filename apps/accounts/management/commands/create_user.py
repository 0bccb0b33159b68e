"""Make an account: `manage.py create_user ana@example.org --admin`."""

import getpass
import os
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from apps.accounts.models import User
from apps.accounts.services.accounts import EmailTaken, create_account

PASSWORD_VARIABLES = ("CHATANALYSIS_PASSWORD", "DJANGO_SUPERUSER_PASSWORD")


class Command(BaseCommand):
    help = f"Make an account. The password comes from {' or '.join(PASSWORD_VARIABLES)}, or is asked for."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--admin", action="store_true", help="an administrator of this instance")
        parser.add_argument("--name", default="", help="the person's name")

    def handle(self, *, email: str, admin: bool, name: str, **_options) -> None:
        _check(validate_email, email)
        if User.objects.filter(email__iexact=email).exists():
            raise CommandError(f"An account for {email} exists already.")
        password = _read_password()
        _check(validate_password, password, User(email=email, name=name))
        try:
            create_account(email, password, is_admin=admin, name=name)
        except EmailTaken:
            raise CommandError(f"An account for {email} exists already.") from None
        self.stdout.write(f"Made the {'administrator' if admin else 'account'} {email}.")


def _read_password() -> str:
    for variable in PASSWORD_VARIABLES:
        if os.environ.get(variable):
            return os.environ[variable]
    if not sys.stdin.isatty():
        raise CommandError(f"Set {PASSWORD_VARIABLES[0]}: there is no terminal to ask for a password.")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Password again: ") != password:
        raise CommandError("The two passwords differ.")
    return password


def _check(validate, *values) -> None:
    try:
        validate(*values)
    except ValidationError as invalid:
        raise CommandError(" ".join(invalid.messages)) from None
