from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import ApiToken
from apps.accounts.services.tokens import authenticate_token, compute_digest, create_token, revoke_token


@pytest.fixture
def issued(user):
    return create_token(user, "import", days=30)


def test_only_the_digest_is_stored(issued):
    row = ApiToken.objects.values().get()
    assert issued.plaintext.startswith("ca_")
    assert len(issued.plaintext) > 40
    assert row["digest"] == compute_digest(issued.plaintext)
    assert not any(issued.plaintext in str(value) for value in row.values())
    assert issued.plaintext.startswith(row["prefix"])


def test_a_token_names_its_user(issued, user):
    assert authenticate_token(issued.plaintext).user == user


@pytest.mark.parametrize("plaintext", ["", "ca_", "ca_unknown", "ä" * 50])
def test_unknown_tokens_are_refused(issued, plaintext):
    assert authenticate_token(plaintext) is None


def test_an_expired_token_is_refused(issued):
    ApiToken.objects.update(expires_at=timezone.now())
    assert authenticate_token(issued.plaintext) is None


def test_a_token_without_expiry_lasts(user):
    issued = create_token(user, "for ever", days=None)
    assert issued.token_row.expires_at is None
    assert authenticate_token(issued.plaintext)


def test_a_revoked_token_is_refused_and_stays_revoked(issued):
    revoke_token(issued.token_row)
    first = issued.token_row.revoked_at
    revoke_token(issued.token_row)
    assert authenticate_token(issued.plaintext) is None
    assert issued.token_row.revoked_at == first


def test_tokens_of_a_closed_account_are_refused(issued, user):
    user.is_active = False
    user.save()
    assert authenticate_token(issued.plaintext) is None


def test_last_use_is_noted_at_most_once_a_minute(issued, django_assert_num_queries):
    with django_assert_num_queries(2):
        authenticate_token(issued.plaintext)
    noted = ApiToken.objects.get().last_used_at
    assert timezone.now() - noted < timedelta(seconds=30)
    with django_assert_num_queries(1):
        authenticate_token(issued.plaintext)
    assert ApiToken.objects.get().last_used_at == noted


def test_last_use_moves_on_after_a_minute(issued):
    long_ago = timezone.now() - timedelta(minutes=2)
    ApiToken.objects.update(last_used_at=long_ago)
    authenticate_token(issued.plaintext)
    assert ApiToken.objects.get().last_used_at > long_ago
