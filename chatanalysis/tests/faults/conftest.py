from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

import pytest

from chatanalysis import pipeline
from chatanalysis.tests.api_client import ApiClient, make_client
from chatanalysis.tests.faults.chats import GeneratedChat, make_chat
from chatanalysis.tests.processes import wait_for
from chatanalysis.tests.system import LiveSystem, running_system

SMALL_BATCHES = {"EMBEDDING_BATCH_MESSAGES": "250"}
"""So that there is a middle to be killed in, cheap as the hashing embedder is."""
MESSAGES = {"parse": 30_000, "embed": 12_000}
"""By the stage in which the job is to be caught; parsing is the quicker one."""
SAMPLED = 12

_seeds = count(101)


@pytest.fixture(scope="package")
def fragile_system() -> Iterator[LiveSystem]:
    """A system of one's own to break. Every test waits until it is whole again."""
    with running_system(**SMALL_BATCHES) as system:
        yield system


@pytest.fixture(scope="package")
def api(fragile_system) -> ApiClient:
    return make_client(fragile_system)


@dataclass(frozen=True, slots=True)
class CaughtJob:
    """A job in the middle of its work, and the chat it works on."""

    id: str
    chat: GeneratedChat


@pytest.fixture
def catch_job_in(api) -> Callable[[str], CaughtJob]:
    """Return a function that uploads a new chat and waits until its job is in the middle of a stage."""

    def upload_and_wait(stage: str) -> CaughtJob:
        chat = make_chat(next(_seeds), MESSAGES[stage])
        job_id = api.upload("WhatsApp Chat with Lake.txt", chat.content)
        wait_for(lambda: is_in_the_middle(api.get_job(job_id), stage, chat), f"middle of {stage}")
        return CaughtJob(job_id, chat)

    return upload_and_wait


def is_in_the_middle(job: dict, stage: str, chat: GeneratedChat) -> bool:
    names = [known.name for known in pipeline.STAGES]
    assert names.index(job["stage"]) <= names.index(stage), f"too late to catch it: {job}"
    done = job["counts"].get("messages", 0) if stage == "parse" else job["stage_done"]
    return job["stage"] == stage and 0 < done < 0.7 * chat.messages


@pytest.fixture
def expect_everything_once(fragile_system, api) -> Callable[[CaughtJob], dict]:
    """Return a function that waits for a job's end and checks that every message is there, and once."""

    def expect(caught: CaughtJob) -> dict:
        job, chat = api.wait_for_job(caught.id), caught.chat
        assert (job["status"], job["error"]) == ("succeeded", None)
        assert job["counts"]["messages"] == job["counts"]["searchable"] == chat.messages
        fragile_system.wait_until_ready()
        for number in chat.sample_numbers(SAMPLED):
            found = api.search(chat.make_marker(number), mode="keyword")
            assert found["total"] == 1, (number, found)
            assert chat.make_marker(number) in found["hits"][0]["text"]
        fragile_system.manage("verify_ledger", "--settled")
        return job

    return expect
