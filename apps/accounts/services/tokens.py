"""Personal API tokens: made, checked, revoked. Only a token's SHA-256 is kept."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from apps.accounts.models import ApiToken, User

TOKEN_PREFIX = "ca_"  # noqa: S105  (lets people and secret scanners recognise one)
TOKEN_BYTES = 32
SHOWN_CHARACTERS = 8
LAST_USE_RESOLUTION = timedelta(minutes=1)
"""A busy client must not write a row with every request."""


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """`plaintext` is shown once and kept nowhere."""

    token_row: ApiToken
    plaintext: str


def create_token(user: User, name: str, days: int | None) -> IssuedToken:
    """Make a token that expires after this many days, or never."""
    plaintext = TOKEN_PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    row = ApiToken.objects.create(
        user=user,
        name=name,
        prefix=plaintext[:SHOWN_CHARACTERS],
        digest=compute_digest(plaintext),
        expires_at=timezone.now() + timedelta(days=days) if days is not None else None,
    )
    return IssuedToken(row, plaintext)


def authenticate_token(plaintext: str) -> ApiToken | None:
    """Return the usable token of an active user, its `user` loaded, or None. Costs one query.

    At most once a minute a second query notes the use. A token holds 256 random bits, so a plain digest is
    enough: there is nothing to guess, and the look-up by digest tells no timing about the token itself.
    """
    token = (
        ApiToken.objects.select_related("user")
        .filter(digest=compute_digest(plaintext), user__is_active=True)
        .first()
    )
    if token is None or not token.is_usable:
        return None
    _note_use(token)
    return token


def revoke_token(token: ApiToken) -> None:
    """Make a token unusable from now on; the row stays for the record. Revoking again changes nothing."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())
    token.refresh_from_db(fields=["revoked_at"])


def compute_digest(plaintext: str) -> str:
    return hashlib.sha256(plaintext.encode()).hexdigest()


def _note_use(token: ApiToken) -> None:
    now = timezone.now()
    if token.last_used_at is not None and now - token.last_used_at < LAST_USE_RESOLUTION:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lte=now - LAST_USE_RESOLUTION)
    ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
    token.last_used_at = now
