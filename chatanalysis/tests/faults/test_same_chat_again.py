"""A longer export of a chat that is there already, while workers die: each message stands once, old and new."""

import signal

import pytest

from chatanalysis.tests.faults.chats import make_chat
from chatanalysis.tests.faults.conftest import CaughtJob
from chatanalysis.tests.processes import find_pool_child, find_worker, wait_for

pytestmark = [pytest.mark.system, pytest.mark.slow]
NAME = "WhatsApp Chat with Island.txt"


def test_workers_killed_while_a_chat_is_joined_and_embedded(fragile_system, api, expect_everything_once):
    chat = make_chat(91, 9_000)
    lines = chat.content.splitlines(keepends=True)
    first = api.wait_for_job(api.upload(NAME, b"".join(lines[3_000:6_000])))
    assert first["counts"]["searchable"] == 3_000
    job_id = api.upload(NAME, chat.content)
    wait_for(lambda: api.get_job(job_id)["counts"].get("messages", 0), "the file to be read")
    find_pool_child(fragile_system, "ingest").send(signal.SIGKILL)
    wait_for(lambda: api.get_job(job_id)["stage"] != "parse", "the chats to be joined")
    find_worker(fragile_system, "embed").send(signal.SIGKILL)
    job = expect_everything_once(CaughtJob(job_id, chat))
    assert (job["counts"]["known"], job["counts"]["updated"]) == (3_000, 0)
