"""The socket of a job, opened through the real ASGI application by real users."""

import uuid

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import Client

from apps.accounts.services.tokens import create_token, revoke_token
from apps.uploads.consumers import NOT_FOUND
from apps.uploads.jobs.events import JobState, record_event
from apps.uploads.models import EventKind, Job
from apps.uploads.tests.factories import make_job
from apps.uploads.tests.sockets import Socket
from chatanalysis.asgi import application

pytestmark = pytest.mark.django_db(transaction=True)

OWN_ORIGIN = (b"origin", b"http://127.0.0.1:8000")
FOREIGN_ORIGIN = (b"origin", b"https://evil.example")


def make_session_headers(user) -> list[tuple[bytes, bytes]]:
    """Return what a browser of this signed-in user sends from our own pages."""
    client = Client()
    client.force_login(user)
    return [(b"cookie", f"sessionid={client.cookies['sessionid'].value}".encode()), OWN_ORIGIN]


def make_token_headers(user) -> list[tuple[bytes, bytes]]:
    return [(b"authorization", f"Bearer {create_token(user, 'tests', days=1).plaintext}".encode())]


def open_socket(job_id, headers) -> Socket:
    return Socket(application, f"/ws/jobs/{job_id}/", headers)


def run(scenario, *args):
    """Run a coroutine to its end: sockets live in an event loop, rows are made outside of it."""
    return async_to_sync(scenario)(*args)


async def connect_and_read(job_id, headers) -> dict:
    socket = open_socket(job_id, headers)
    assert await socket.connect()
    first = await socket.read()
    await socket.disconnect()
    return first


async def connect_and_close(job_id, headers) -> int:
    """Return the code that the server closes with right after accepting."""
    socket = open_socket(job_id, headers)
    assert await socket.connect()
    return await socket.read_close_code()


def test_the_stored_state_comes_first(owner):
    job = make_job(owner)
    record_event(job, EventKind.LOG, "before anybody looked")
    message = run(connect_and_read, job.pk, make_session_headers(owner))
    assert (message["type"], message["number"]) == ("state", 2)
    assert set(message["job"]) == set(JobState.__annotations__)
    assert (message["job"]["id"], message["job"]["status"]) == (str(job.pk), "queued")


def test_events_follow_by_number(owner):
    job = make_job(owner)

    async def scenario(headers) -> list[dict]:
        socket = open_socket(job.pk, headers)
        await socket.connect()
        state = await socket.read()
        for text in ("one", "two", "three"):
            await sync_to_async(record_event)(Job(pk=job.pk), EventKind.LOG, text)
        events = [await socket.read() for _ in range(3)]
        await socket.disconnect()
        return [state, *events]

    state, *events = run(scenario, make_session_headers(owner))
    assert [event["number"] for event in events] == [state["number"] + step for step in (1, 2, 3)]
    assert [(event["type"], event["kind"], event["text"]) for event in events] == [
        ("event", "log", "one"),
        ("event", "log", "two"),
        ("event", "log", "three"),
    ]
    assert all(event["job"]["id"] == str(job.pk) for event in events)


def test_other_jobs_events_stay_away(owner):
    job, other = make_job(owner), make_job(owner)

    async def scenario(headers) -> bool:
        socket = open_socket(job.pk, headers)
        await socket.connect()
        await socket.read()
        await sync_to_async(record_event)(other, EventKind.LOG, "not for you")
        silent = await socket.receive_nothing(timeout=0.3)
        await socket.disconnect()
        return silent

    assert run(scenario, make_session_headers(owner))


def test_a_member_may_watch_too(owner, colleague):
    job = make_job(owner)
    assert run(connect_and_read, job.pk, make_session_headers(colleague))["type"] == "state"


def test_a_token_opens_it_for_programs(owner):
    job = make_job(owner)
    assert run(connect_and_read, job.pk, make_token_headers(owner))["type"] == "state"


def test_strangers_and_unknown_jobs_are_closed_alike(owner, stranger):
    job = make_job(owner)
    assert run(connect_and_close, job.pk, make_session_headers(stranger)) == NOT_FOUND
    assert run(connect_and_close, job.pk, make_token_headers(stranger)) == NOT_FOUND
    assert run(connect_and_close, uuid.uuid4(), make_session_headers(owner)) == NOT_FOUND


@pytest.mark.parametrize(
    "headers",
    [[], [OWN_ORIGIN], [(b"authorization", b"Bearer ca_wrong")], [(b"authorization", b"Bearer \xff")]],
    ids=["nothing", "no session", "unknown token", "odd token"],
)
def test_nobody_is_closed(owner, headers):
    assert run(connect_and_close, make_job(owner).pk, headers) == NOT_FOUND


def test_a_revoked_token_is_nobody(owner):
    issued = create_token(owner, "tests", days=1)
    revoke_token(issued.token_row)
    headers = [(b"authorization", f"Bearer {issued.plaintext}".encode())]
    assert run(connect_and_close, make_job(owner).pk, headers) == NOT_FOUND


def test_a_page_of_another_site_is_refused(owner):
    """With the visitor's own cookies: this is what the check of the origin is for."""
    cookie, _ = make_session_headers(owner)
    job = make_job(owner)

    async def scenario() -> bool:
        return await open_socket(job.pk, [cookie, FOREIGN_ORIGIN]).connect()

    assert not run(scenario)


@pytest.mark.parametrize("sent", ['{"hello": 1}', "[]", "no json", "", b"\x00\xff"])
def test_what_clients_send_is_ignored(owner, sent):
    job = make_job(owner)

    async def scenario(headers) -> dict:
        socket = open_socket(job.pk, headers)
        await socket.connect()
        await socket.read()
        await (socket.send_bytes if isinstance(sent, bytes) else socket.send_text)(sent)
        await sync_to_async(record_event)(job, EventKind.LOG, "still here")
        event = await socket.read()
        await socket.disconnect()
        return event

    assert run(scenario, make_session_headers(owner))["text"] == "still here"
