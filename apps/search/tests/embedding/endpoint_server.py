"""An embeddings endpoint on this machine, which misbehaves as a test tells it to."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np

from apps.search.embedding.hashing import HashingEmbedder


@dataclass
class Endpoint:
    """`statuses` are answered first, one a request; `length` scales vectors, `delay_s` holds every answer up."""

    dim: int = 64
    length: float = 1.0
    delay_s: float = 0.0
    knows_base64: bool = True
    statuses: list[int] = field(default_factory=list)
    retry_after: str = ""
    bodies: list[dict] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    address: str = ""

    def answer(self, body: dict) -> dict:
        embedder = HashingEmbedder(dim=self.dim)
        vectors = [embedder.embed_query(text).vector * self.length for text in body["input"]]
        rows = [{"index": place, "embedding": self._write(row, body)} for place, row in enumerate(vectors)]
        return {"data": rows[::-1]}  # in no order that anybody may count on

    def _write(self, vector: np.ndarray, body: dict) -> str | list[float]:
        if body.get("encoding_format") == "base64":
            return base64.b64encode(vector.astype("<f4").tobytes()).decode()
        return vector.tolist()


@contextmanager
def serve(endpoint: Endpoint) -> Iterator[Endpoint]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            endpoint.bodies.append(body)
            endpoint.keys.append(self.headers.get("Authorization", ""))
            time.sleep(endpoint.delay_s)
            status = endpoint.statuses.pop(0) if endpoint.statuses else 200
            if body.get("encoding_format") == "base64" and not endpoint.knows_base64:
                status = 422
            self.reply(status, endpoint.answer(body) if status == 200 else {"error": "not now"})

        def reply(self, status: int, answer: dict) -> None:
            content = json.dumps(answer).encode()
            self.send_response(status)
            if endpoint.retry_after:
                self.send_header("Retry-After", endpoint.retry_after)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args) -> None:
            """Tests need no access log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    endpoint.address = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield endpoint
    finally:
        server.shutdown()
        server.server_close()
