import pytest
from django.core.cache import cache

from apps.accounts.models import User
from apps.accounts.services.accounts import create_account

PASSWORD = "correct horse battery"


@pytest.fixture
def user(db) -> User:
    return create_account("ana@example.org", PASSWORD, name="Ana Ruiz")


@pytest.fixture
def stranger(db) -> User:
    return create_account("mallory@example.org", PASSWORD)


@pytest.fixture
def admin(db) -> User:
    return create_account("root@example.org", PASSWORD, is_admin=True)


@pytest.fixture
def member_client(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def _fresh_rate_limits():
    """Limits count in the cache, which outlives a test."""
    cache.clear()
