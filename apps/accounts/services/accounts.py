"""Making accounts. The personal organization comes with the account (see `UserManager.create_user`)."""

from allauth.account.models import EmailAddress
from django.db import connection, transaction

from apps.accounts.models import User

# Any constant of our own: everyone who would make the first account waits for the same lock.
FIRST_ACCOUNT_LOCK = 0x6368_6174


class EmailTaken(Exception):
    """An account with this e-mail address exists already, in whatever case."""


class FirstAccountExists(Exception):
    """Somebody else has made the first account."""


@transaction.atomic
def create_account(email: str, password: str, *, is_admin: bool = False, name: str = "") -> User:
    """Make an account whose e-mail address counts as verified: whoever runs the instance vouches for it.

    The password is stored as given; validating it is the form's or command's part.

    Raises EmailTaken.
    """
    if User.objects.filter(email__iexact=email).exists():
        raise EmailTaken(email)
    make = User.objects.create_superuser if is_admin else User.objects.create_user
    user = make(email, password, name=name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def create_first_account(email: str, password: str, *, name: str = "") -> User:
    """Make the instance's administrator. Of several at once exactly one succeeds.

    Raises FirstAccountExists when there is any account already.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FIRST_ACCOUNT_LOCK])
    if User.objects.exists():
        raise FirstAccountExists
    return create_account(email, password, is_admin=True, name=name)
