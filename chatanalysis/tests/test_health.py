import json
from collections.abc import Iterator

import pytest

from chatanalysis import pipeline
from chatanalysis.presence import KEY
from chatanalysis.redis_client import get_redis
from chatanalysis.runtime import services

pytestmark = pytest.mark.django_db
MODEL_OK = {"state": "ok", "name": "hashing"}
WORKERS = {
    "ingest@here": {"queues": ["ingest", "default"]},
    "embed@here": {"queues": ["embed"], "model": MODEL_OK},
    "search@here": {"queues": ["search"], "model": MODEL_OK, "index": {"state": "ok", "behind": 0}},
}


@pytest.fixture(autouse=True)
def no_workers() -> Iterator[None]:
    """Nobody is there before, and none of those announced here afterwards: other tests would wait for them."""
    services.attach()
    forget_workers()
    yield
    forget_workers()


def forget_workers() -> None:
    for key in get_redis().scan_iter(KEY + "*"):
        get_redis().delete(key)


def announce(workers: dict) -> None:
    for name, state in workers.items():
        get_redis().set(KEY + name, json.dumps(state), ex=30)


def ask(client) -> tuple[int, dict]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json()


def test_healthz_asks_nobody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-cache" in answer["Cache-Control"]


def test_ready_when_every_part_is(client):
    announce(WORKERS)
    status, body = ask(client)
    assert (status, body["ready"]) == (200, True)
    assert {name: part["state"] for name, part in body.items() if name != "ready"} == dict.fromkeys(
        ("database", "redis", "workers", "model", "index"), "ok"
    )


def test_without_workers_it_says_what_is_missing(client):
    status, body = ask(client)
    assert (status, body["ready"]) == (503, False)
    assert body["database"]["state"] == body["redis"]["state"] == "ok"
    assert body["workers"]["queues"] == dict.fromkeys(pipeline.QUEUES, 0)
    assert body["model"]["state"] == body["index"]["state"] == "down"


@pytest.mark.parametrize("missing", WORKERS)
def test_one_kind_of_worker_missing_is_not_ready(client, missing):
    announce({name: state for name, state in WORKERS.items() if name != missing})
    status, body = ask(client)
    assert status == 503
    assert body["workers"]["state"] == "down"


@pytest.mark.parametrize("state", [{"state": "starting"}, {"state": "failed", "reason": "no such model"}])
def test_a_model_that_is_not_loaded_is_not_ready(client, state):
    announce({**WORKERS, "embed@here": {"queues": ["embed"], "model": state}})
    status, body = ask(client)
    assert status == 503
    assert body["model"] == state


def test_the_freshest_index_counts(client):
    late = {"queues": ["search"], "model": MODEL_OK, "index": {"state": "ok", "behind": 9}}
    announce({**WORKERS, "search@there": late})
    assert ask(client)[1]["index"] == {"state": "ok", "behind": 0}


def test_only_reading_is_answered(client):
    assert client.post("/readyz").status_code == 405
