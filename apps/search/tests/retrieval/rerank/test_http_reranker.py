"""Against a real server on this machine, which scores a text by its length."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from apps.search.retrieval.rerank.base import RerankFailed
from apps.search.retrieval.rerank.http_reranker import Form, HttpReranker

TEXTS = ["bb", "dddd", "a", "ccc"]


@dataclass
class Service:
    """`answer`, if set, is sent whatever was asked."""

    url: str = ""
    requests: list[tuple[str, dict, dict]] = field(default_factory=list)
    status: int = 200
    answer: str | None = None
    wait_s: float = 0

    def reply(self, body: dict) -> str:
        if self.answer is not None:
            return self.answer
        texts = body.get("texts") or body["documents"]
        best_first = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        if "texts" in body:
            return json.dumps([{"index": i, "score": len(texts[i])} for i in best_first])
        results = [{"index": i, "relevance_score": len(texts[i])} for i in best_first]
        return json.dumps({"results": results, "usage": {"total_tokens": 9}})


@pytest.fixture
def service() -> Iterator[Service]:
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            service.requests.append((self.path, dict(self.headers), body))
            time.sleep(service.wait_s)
            content = service.reply(body).encode()
            with suppress(BrokenPipeError):
                self.send_response(service.status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        def log_message(self, *args):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    service.url = f"http://127.0.0.1:{server.server_address[1]}/v1/"
    yield service
    server.shutdown()
    server.server_close()


def score(service: Service, texts=TEXTS, *, form=Form.JINA, within_s: float = 5, **options) -> list[float]:
    reranker = HttpReranker(service.url, form=form, **options)
    return reranker.score("which is longest", texts, deadline=time.monotonic() + within_s)


@pytest.mark.parametrize("form", Form)
def test_scores_come_back_in_the_texts_order(service, form):
    assert score(service, form=form) == [2, 4, 1, 3]
    assert score(service, [], form=form) == []


def test_the_form_of_jina_cohere_infinity(service):
    score(service, model="ranker-1", api_key="secret")
    path, headers, body = service.requests[0]
    assert path == "/v1/rerank"
    assert headers["Authorization"] == "Bearer secret"
    assert body == {"model": "ranker-1", "query": "which is longest", "documents": TEXTS, "top_n": 4}


def test_the_form_of_text_embeddings_inference_comes_in_batches(service):
    texts = ["x" * n for n in range(1, 51)]
    assert score(service, texts, form=Form.TEI) == list(range(1, 51))
    assert [len(body["texts"]) for _, _, body in service.requests] == [32, 18]
    assert service.requests[0][2].keys() == {"query", "texts", "truncate"}


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "[]",
        "null",
        "<html>",
        '{"results": null}',
        '{"results": []}',
        '{"results": [{"index": 0, "relevance_score": 1}]}',
        json.dumps({"results": [{"index": i, "relevance_score": "high"} for i in range(4)]}),
        json.dumps({"results": [{"index": i, "relevance_score": float("nan")} for i in range(4)]}),
    ],
)
def test_an_answer_that_is_none_is_refused(service, answer):
    service.answer = answer
    with pytest.raises(RerankFailed):
        score(service)


@pytest.mark.parametrize("status", [301, 401, 404, 429, 500, 503])
def test_refusals_and_errors_of_the_service(service, status):
    service.status = status
    with pytest.raises(RerankFailed, match=str(status)):
        score(service)


def test_a_slow_service_is_not_waited_for(service):
    service.wait_s = 1
    started = time.monotonic()
    with pytest.raises(RerankFailed):
        score(service, within_s=0.1)
    assert time.monotonic() - started < 0.8
    with pytest.raises(RerankFailed, match="no time left"):
        score(service, within_s=-1)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "no address", ""])
def test_a_service_that_is_not_there(url):
    with pytest.raises(RerankFailed):
        HttpReranker(url).score("a", ["b"], deadline=time.monotonic() + 2)
