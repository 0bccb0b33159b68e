from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.uploads.tests.factories import get_home, make_colleague, make_user


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path) -> None:
    """Files of a test end with it."""
    settings.MEDIA_ROOT = tmp_path / "storage"


@pytest.fixture
def owner(db) -> User:
    return make_user("owner")


@pytest.fixture
def colleague(owner) -> User:
    """A member of the owner's organization."""
    return make_colleague(get_home(owner))


@pytest.fixture
def stranger(db) -> User:
    return make_user("stranger")


@pytest.fixture
def at_once() -> Callable[..., list]:
    """Return a function that makes the same call in n threads, each on a connection of its own, at one moment."""

    def run(call: Callable[[], object], times: int) -> list:
        gate = Barrier(times)

        def wait_and_call() -> object:
            try:
                gate.wait(timeout=10)
                return call()
            finally:
                connection.close()

        with ThreadPoolExecutor(times) as threads:
            return [future.result() for future in [threads.submit(wait_and_call) for _ in range(times)]]

    return run
