from collections.abc import Callable, Iterator
from itertools import count

import pytest

from chatanalysis import pipeline
from chatanalysis.tests.api_client import ApiClient, make_client
from chatanalysis.tests.faults.chats import GeneratedChat, make_chat
from chatanalysis.tests.faults.victims import wait_for
from chatanalysis.tests.system import LiveSystem, running_system

SMALL_BATCHES = {"EMBEDDING_BATCH_MESSAGES": "200"}
"""So that there is a middle to be killed in, cheap as the hashing embedder is."""
MESSAGES = 20_000
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


@pytest.fixture
def chat() -> GeneratedChat:
    """A chat that no other test has: the same bytes again would not be worked."""
    return make_chat(next(_seeds), MESSAGES)


@pytest.fixture
def job_in(api, chat) -> Callable[[str], str]:
    """Return a function that uploads the chat, waits until its job is in the middle of a stage, and returns its id."""

    def upload_and_wait(stage: str) -> str:
        job_id = api.upload("WhatsApp Chat with Lake.txt", chat.content)
        wait_for(lambda: is_in_the_middle(api.get_job(job_id), stage), f"middle of {stage}")
        return job_id

    return upload_and_wait


def is_in_the_middle(job: dict, stage: str) -> bool:
    names = [known.name for known in pipeline.STAGES]
    assert names.index(job["stage"]) <= names.index(stage), f"too late to catch it: {job}"
    return job["stage"] == stage and 0 < job["stage_done"] < 0.7 * job["stage_total"]


@pytest.fixture
def expect_everything_once(fragile_system, api, chat) -> Callable[[str], dict]:
    """Return a function that waits for the chat's job and checks that every message is there, and once."""

    def expect(job_id: str) -> dict:
        job = api.wait_for_job(job_id)
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
