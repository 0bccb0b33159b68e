import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from chatanalysis.runtime.readiness import ask_readiness, describe_address


@contextmanager
def serve(status: int, body: bytes) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield describe_address("127.0.0.1", server.server_port)
        server.shutdown()


def test_ready_when_it_says_so():
    with serve(200, b"{}") as address:
        answer = ask_readiness(address)
    assert (answer.ready, answer.missing) == (True, "")


def test_the_parts_that_are_missing_are_named():
    body = {
        "ready": False,
        "database": {"state": "ok"},
        "model": {"state": "starting"},
        "index": {"state": "down"},
    }
    with serve(503, json.dumps(body).encode()) as address:
        answer = ask_readiness(address)
    assert (answer.ready, answer.missing) == (False, "model, index")


@pytest.mark.parametrize("body", [b"", b"<h1>Bad Request</h1>"])
def test_an_answer_in_other_words(body):
    with serve(400, body) as address:
        assert ask_readiness(address).missing == "/readyz answers 400"


def test_nobody_answers():
    with serve(200, b"") as address:
        pass
    assert ask_readiness(address).missing == "web"


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("0.0.0.0", "http://127.0.0.1:8000/"),
        ("::", "http://[::1]:8000/"),
        ("chats.example.org", "http://chats.example.org:8000/"),
    ],
)
def test_the_address_is_one_that_a_browser_here_can_open(host, address):
    assert describe_address(host, 8000) == address
