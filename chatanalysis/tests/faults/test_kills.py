"""Workers and servers that die in the middle of a job. Afterwards no message is lost and none is doubled."""

import signal

import pytest

from chatanalysis.tests.faults.chats import make_chat
from chatanalysis.tests.processes import (
    find_pool_child,
    find_postgres,
    find_redis,
    find_worker,
    wait_for,
)

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


def test_no_request_fails_for_long_after_postgres_restarted(fragile_system, api):
    end_and_wait_for_another(find_postgres, fragile_system, signal.SIGINT)
    fragile_system.wait_until_ready()
    answers = [api.request("GET", "jobs/").status_code for _ in range(40)]
    assert set(answers) == {200}
