from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def owner_client(owner, client) -> Client:
    client.force_login(owner)
    return client


@pytest.fixture
def count_queries() -> Callable[[Callable[[], object]], int]:
    """Return a function that makes a call twice and tells how many queries the second took.

    The first one fills the session's cache.
    """

    def count(call: Callable[[], object]) -> int:
        call()
        with CaptureQueriesContext(connection) as queries:
            call()
        return len(queries)

    return count
