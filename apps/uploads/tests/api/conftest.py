import pytest
from rest_framework.test import APIClient

from apps.accounts.models import User
from apps.accounts.services.tokens import create_token


def sign_in(user: User) -> APIClient:
    """Return a client that sends this user's API token."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {create_token(user, 'tests', days=1).plaintext}")
    return client


@pytest.fixture
def api(owner) -> APIClient:
    return sign_in(owner)


@pytest.fixture
def colleague_api(colleague) -> APIClient:
    return sign_in(colleague)


@pytest.fixture
def stranger_api(stranger) -> APIClient:
    return sign_in(stranger)
