import json

from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator

from chatanalysis.body_limit import BodyLimit

LIMIT = 1000


async def echo_size(scope, receive, send) -> None:
    """An application that reads its body whole, as Django does, and answers with its size."""
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size += len(message.get("body", b""))
        if not message.get("more_body"):
            break
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(size).encode()})


def ask(chunks: list[bytes], announced: int | None = None) -> tuple[int, bytes]:
    """Send a body in chunks and return status and body of the answer."""

    async def scenario() -> tuple[int, bytes]:
        headers = [] if announced is None else [(b"content-length", str(announced).encode())]
        client = ApplicationCommunicator(BodyLimit(echo_size, LIMIT), {"type": "http", "headers": headers})
        for position, chunk in enumerate(chunks):
            more = position < len(chunks) - 1
            await client.send_input({"type": "http.request", "body": chunk, "more_body": more})
        start = await client.receive_output()
        body = await client.receive_output()
        await client.wait()
        return start["status"], body["body"]

    return async_to_sync(scenario)()


def test_a_body_of_just_the_limit_passes():
    assert ask([b"x" * 400, b"x" * 600]) == (200, b"1000")


def test_an_announced_body_above_the_limit_is_refused_unread():
    status, body = ask([], announced=LIMIT + 1)
    assert status == 413
    assert json.loads(body)["error"]["code"] == "request_too_large"


def test_a_body_that_grows_above_the_limit_is_refused():
    status, body = ask([b"x" * 600, b"x" * 600, b"x" * 600])
    assert status == 413
    assert json.loads(body)["error"]["message"].endswith(".")


def test_a_header_that_lies_helps_nobody():
    assert ask([b"x" * 600, b"x" * 600], announced=10)[0] == 413


def test_a_header_that_is_no_number_is_counted_like_none():
    async def scenario() -> int:
        scope = {"type": "http", "headers": [(b"content-length", b"many")]}
        client = ApplicationCommunicator(BodyLimit(echo_size, LIMIT), scope)
        await client.send_input({"type": "http.request", "body": b"x" * 2000})
        return (await client.receive_output())["status"]

    assert async_to_sync(scenario)() == 413


def test_other_protocols_pass_untouched():
    seen = []

    async def note(scope, receive, send) -> None:
        seen.append(scope["type"])

    async_to_sync(BodyLimit(note, LIMIT))({"type": "lifespan"}, None, None)
    assert seen == ["lifespan"]
