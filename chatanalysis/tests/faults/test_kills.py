"""Workers and servers that die in the middle of a job. Afterwards no message is lost and none is doubled."""

import signal

import httpx
import pytest

from chatanalysis.tests.faults.chats import make_chat
from chatanalysis.tests.processes import (
    find_pool_child,
    find_postgres,
    find_redis,
    find_worker,
    wait_for,
)

UNAVAILABLE = ("database_unavailable", "search_unavailable", "search_timeout", "search_failed")

pytestmark = [pytest.mark.system, pytest.mark.slow]


def test_embed_worker_killed_in_mid_embedding(fragile_system, api, catch_job_in, expect_everything_once):
    job = catch_job_in("embed")
    find_worker(fragile_system, "embed").send(signal.SIGKILL)
    expect_everything_once(job)
    log = [event["text"] for event in api.get(f"jobs/{job.id}/events/")]
    assert "Taken up again: attempt 2 at this step." in log


def test_ingest_worker_killed_in_mid_parse(fragile_system, catch_job_in, expect_everything_once):
    job = catch_job_in("parse")
    find_worker(fragile_system, "ingest").send(signal.SIGKILL)
    expect_everything_once(job)


def test_pool_process_killed_in_mid_parse(fragile_system, catch_job_in, expect_everything_once):
    job = catch_job_in("parse")
    find_pool_child(fragile_system, "ingest").send(signal.SIGKILL)
    expect_everything_once(job)


def test_search_worker_killed_while_it_follows(fragile_system, catch_job_in, expect_everything_once):
    job = catch_job_in("embed")
    find_worker(fragile_system, "search").send(signal.SIGKILL)
    expect_everything_once(job)


def test_every_worker_killed_at_once(fragile_system, catch_job_in, expect_everything_once):
    job = catch_job_in("embed")
    for name in ("ingest", "embed", "search"):
        find_worker(fragile_system, name).send(signal.SIGKILL)
    expect_everything_once(job)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=lambda number: number.name)
def test_redis_restarted_in_mid_job(fragile_system, catch_job_in, expect_everything_once, number):
    job = catch_job_in("embed")
    end_and_wait_for_another(find_redis, fragile_system, number)
    expect_everything_once(job)


@pytest.mark.parametrize("number", [signal.SIGQUIT, signal.SIGINT], ids=["crash", "restart"])
def test_postgres_restarted_in_mid_job(fragile_system, catch_job_in, expect_everything_once, number):
    job = catch_job_in("embed")
    end_and_wait_for_another(find_postgres, fragile_system, number)
    expect_everything_once(job)


def end_and_wait_for_another(find, system, number: signal.Signals) -> None:
    """End a server; the supervisor has to start it again."""
    old = find(system)
    old.send(number)
    wait_for(lambda: find(system).pid != old.pid, "a server in its place")


def test_an_upload_while_redis_is_down_is_taken_and_worked(fragile_system, api):
    chat = make_chat(1, 100)
    find_redis(fragile_system).send(signal.SIGKILL)
    job = api.wait_for_job(api.upload("chat.txt", chat.content))
    assert (job["status"], job["counts"]["searchable"]) == ("succeeded", 100)


@pytest.mark.parametrize(
    ("find", "number"),
    [(find_postgres, signal.SIGQUIT), (find_postgres, signal.SIGINT), (find_redis, signal.SIGKILL)],
    ids=["postgres crash", "postgres restart", "redis crash"],
)
def test_requests_while_a_server_is_away_are_answered(fragile_system, api, find, number):
    """With what was asked for, or with 503 and a reason; and all is well again by itself."""
    fragile_system.wait_until_ready()
    find(fragile_system).send(number)
    answers = [ask(api) for _ in range(15) for ask in (list_jobs, search, send_file)]
    for answer in answers:
        assert answer.status_code in (200, 202, 503), answer.text
        assert answer.status_code != 503 or answer.json()["error"]["code"] in UNAVAILABLE
    fragile_system.wait_until_ready()
    assert {ask(api).status_code for _ in range(10) for ask in (list_jobs, search, send_file)} == {200, 202}


def list_jobs(api) -> httpx.Response:
    return api.request("GET", "jobs/")


def search(api) -> httpx.Response:
    return api.request("POST", "search/", json={"query": "the old mill"})


def send_file(api) -> httpx.Response:
    return api.send(("chat.txt", make_chat(2, 10).content))
