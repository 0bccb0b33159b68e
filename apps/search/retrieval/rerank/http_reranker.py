"""Reranking by a service, in either of the two forms of `POST /rerank` that are common.

`tei`, Text Embeddings Inference: `{"query", "texts"}` answered by `[{"index", "score"}]`. `jina`, also Cohere,
Infinity and vLLM: `{"model", "query", "documents", "top_n"}` answered by `{"results": [{"index",
"relevance_score"}]}`.
"""

import time
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import httpx

from .base import RerankFailed, check_scores

TEI_BATCH = 32
"""More texts at once are refused by a server with its own settings."""


class Form(StrEnum):
    TEI = "tei"
    JINA = "jina"


class HttpReranker:
    def __init__(self, url: str, *, form: Form = Form.JINA, model: str = "", api_key: str = "") -> None:
        """`url` is what stands before `/rerank`. `model` is the service's name of it, where it has several."""
        self.name = model or url
        self._form, self._model = form, model
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._address = f"{url.rstrip('/')}/rerank"
        self._client = httpx.Client(headers=headers)

    def score(self, query: str, texts: Sequence[str], *, deadline: float) -> list[float]:
        batch = TEI_BATCH if self._form is Form.TEI else max(1, len(texts))
        scores: list[float] = []
        for first in range(0, len(texts), batch):
            scores += self._score_batch(query, texts[first : first + batch], deadline)
        return scores

    def _score_batch(self, query: str, texts: Sequence[str], deadline: float) -> list[float]:
        remaining_s = deadline - time.monotonic()
        if remaining_s <= 0:
            raise RerankFailed("there was no time left to ask")
        try:
            response = self._client.post(self._address, json=self._ask(query, texts), timeout=remaining_s)
            response.raise_for_status()
            return check_scores(self._read(response.json(), len(texts)), texts)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise RerankFailed(f"{self._address}: {error or type(error).__name__}") from error
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise RerankFailed(f"{self._address} answered what cannot be read: {error!r}") from error

    def _ask(self, query: str, texts: Sequence[str]) -> dict[str, Any]:
        if self._form is Form.TEI:
            return {"query": query, "texts": list(texts), "truncate": True}
        body = {"query": query, "documents": list(texts), "top_n": len(texts)}
        return {"model": self._model, **body} if self._model else body

    def _read(self, answer: Any, count: int) -> list[float]:
        """Scores in the texts' order out of an answer that comes best first."""
        entries = answer if self._form is Form.TEI else answer["results"]
        name = "score" if self._form is Form.TEI else "relevance_score"
        by_index = {entry["index"]: entry[name] for entry in entries}
        return [by_index[index] for index in range(count)]
