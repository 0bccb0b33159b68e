import time

import pytest
from django.db import DatabaseError

from chatanalysis.presence import KEY, Presence, list_workers
from chatanalysis.redis_client import get_redis
from chatanalysis.runtime import services


@pytest.fixture(autouse=True)
def redis_server() -> None:
    services.attach()
    for key in get_redis().scan_iter(KEY + "*"):
        get_redis().delete(key)


@pytest.fixture
def often(monkeypatch) -> None:
    monkeypatch.setattr("chatanalysis.presence.SAY_EVERY_S", 0.05)


def wait_for_worker(name: str, **state) -> dict:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        found = list_workers().get(name)
        if found is not None and state.items() <= found.items():
            return found
        time.sleep(0.02)
    raise TimeoutError(list_workers())


def test_a_worker_says_what_it_serves_until_it_stops(often):
    presence = Presence("embed@here", ["embed"], lambda: {"model": {"state": "ok"}})
    presence.start()
    assert wait_for_worker("embed@here") == {"queues": ["embed"], "model": {"state": "ok"}}
    presence.stop()
    presence.join(2)
    assert list_workers() == {}


def test_a_worker_that_dies_is_forgotten(monkeypatch):
    monkeypatch.setattr("chatanalysis.presence.FORGOTTEN_AFTER_S", 1)
    Presence("embed@here", ["embed"], dict)._say()
    assert list_workers()
    time.sleep(1.2)
    assert list_workers() == {}


def test_a_worker_whose_details_fail_for_a_while_is_still_there_afterwards(often):
    """The database may be away when the index is asked how far behind it is."""
    database_is_away = True

    def describe() -> dict:
        if database_is_away:
            raise DatabaseError("away")
        return {"index": {"state": "ok"}}

    presence = Presence("search@here", ["search"], describe)
    presence.start()
    time.sleep(0.3)
    assert presence.is_alive()
    database_is_away = False
    assert wait_for_worker("search@here", index={"state": "ok"})
    presence.stop()
    presence.join(2)
