"""Bodies far above the limit, announced or not: cut off early, answered in the API's shape."""

import http.client
import json
from collections.abc import Iterable

import pytest

from chatanalysis.tests.api_client import ApiClient, make_client
from chatanalysis.tests.bad_input.inputs import MEGABYTE, iter_zeros

pytestmark = [pytest.mark.system, pytest.mark.slow]
GIGABYTE = 1024 * MEGABYTE
BOUNDARY = "a-boundary"
HEAD = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="zeros.txt"\r\n'
    "Content-Type: text/plain\r\n\r\n"
).encode()
TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()


@pytest.fixture(scope="module")
def api(live_system) -> ApiClient:
    return make_client(live_system)


def iter_body(zeros: int) -> Iterable[bytes]:
    yield HEAD
    yield from iter_zeros(zeros)
    yield TAIL


def post(system, api, body: Iterable[bytes], announced: int | None) -> tuple[int, dict, int]:
    """Send as much as the server takes. Return status, answer and how many bytes were sent."""
    connection = http.client.HTTPConnection("127.0.0.1", system.port, timeout=60)
    connection.putrequest("POST", "/api/v1/uploads/")
    connection.putheader("Authorization", f"Bearer {api.token}")
    connection.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
    framing = ("Transfer-Encoding", "chunked") if announced is None else ("Content-Length", str(announced))
    connection.putheader(*framing)
    connection.endheaders()
    sent = 0
    try:
        for piece in body:
            connection.send(piece if announced is not None else b"%x\r\n%s\r\n" % (len(piece), piece))
            sent += len(piece)
        if announced is None:
            connection.send(b"0\r\n\r\n")
    except (BrokenPipeError, ConnectionResetError):
        pass  # the server has heard enough; its answer is on the way
    answer = connection.getresponse()
    status, content = answer.status, json.loads(answer.read())
    connection.close()
    return status, content, sent


def test_a_gigabyte_that_announces_itself_is_refused(live_system, api):
    announced = GIGABYTE + len(HEAD) + len(TAIL)
    status, content, sent = post(live_system, api, iter_body(GIGABYTE), announced)
    assert (status, content["error"]["code"]) == (413, "request_too_large")
    assert sent < GIGABYTE // 2


def test_a_gigabyte_that_says_nothing_is_cut_at_the_limit(live_system, api):
    status, content, sent = post(live_system, api, iter_body(GIGABYTE), None)
    assert (status, content["error"]["code"]) == (413, "request_too_large")
    assert sent < GIGABYTE // 2


def test_just_above_the_file_s_limit_is_refused(live_system, api):
    zeros = 101 * MEGABYTE
    status, content, _ = post(live_system, api, iter_body(zeros), zeros + len(HEAD) + len(TAIL))
    assert status == 413
    assert content["error"]["code"] in ("request_too_large", "file_too_large")


def test_no_body_is_left_on_the_disk(live_system, api):
    assert not list((live_system.var / "tmp").glob("*.upload*"))


def test_the_next_request_is_answered(api):
    assert api.get("jobs/")["count"] == 0
