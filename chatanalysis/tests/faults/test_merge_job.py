"""Two exports that are merged by hand while the worker that joins them dies: joined once, and all is found."""

import signal

import pytest

from chatanalysis.tests.faults.chats import make_chat
from chatanalysis.tests.faults.conftest import CaughtJob
from chatanalysis.tests.processes import find_pool_child, wait_for

pytestmark = [pytest.mark.system, pytest.mark.slow]


def test_worker_killed_while_two_chats_are_merged(fragile_system, api, expect_everything_once):
    chat = make_chat(92, 10_000)
    lines = chat.content.splitlines(keepends=True)
    bring(api, "WhatsApp Chat with Cape.txt", lines[:8_000])
    bring(api, "WhatsApp Chat with Bay.txt", lines[2_000:])
    ids = {row["name"]: row["id"] for row in api.get("conversations/")["results"]}
    worker = find_pool_child(fragile_system, "ingest")
    asked = api.request("POST", f"conversations/{ids['Cape']}/merge/", json={"source": ids["Bay"]})
    assert asked.status_code == 202, asked.text
    job_id = asked.json()["id"]
    wait_for(lambda: api.get_job(job_id)["status"] == "running", "the merge to begin")
    worker.send(signal.SIGKILL)
    assert api.get_job(job_id)["stage"] == "merge", "too late to catch it"
    job = expect_everything_once(CaughtJob(job_id, chat))
    assert (job["counts"]["added"], job["counts"]["known"]) == (2_000, 6_000)
    assert job_log(api, job_id).count("One conversation now") == 1


def bring(api, name: str, lines: list[bytes]) -> None:
    job = api.wait_for_job(api.upload(name, b"".join(lines)))
    assert job["counts"]["searchable"] == len(lines)


def job_log(api, job_id: str) -> str:
    return " ".join(event["text"] for event in api.get(f"jobs/{job_id}/events/"))
