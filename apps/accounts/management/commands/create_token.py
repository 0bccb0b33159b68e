"""Make an API token and print it: `TOKEN=$(manage.py create_token ana@example.org)`."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.models import User
from apps.accounts.services.tokens import create_token


class Command(BaseCommand):
    help = "Make an API token for an account. Standard output holds the token alone; it is shown only here."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="command line", help="what it is for")
        parser.add_argument(
            "--days",
            type=int,
            default=settings.API_TOKEN_DAYS,
            help="until it expires; 0 for never (default %(default)s)",
        )

    def handle(self, *, email: str, name: str, days: int, **_options) -> None:
        if days < 0:
            raise CommandError("--days must be 0 or more.")
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active account for {email}.")
        self.stdout.write(create_token(user, name, days or None).plaintext)
