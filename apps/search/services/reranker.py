"""The reranker that the settings name, loaded on first use, given so much time, and left alone when it fails."""

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from apps.search.retrieval.rerank.base import Reranker, RerankFailed, RerankPaused
from apps.search.services.circuit_breaker import CircuitBreaker

logger = logging.getLogger(__name__)

SHARE_OF_TIMEOUT = 0.5
"""Of the time that a search may take in all: so much at most is spent on reranking."""


@dataclass(frozen=True, slots=True)
class RerankerConfig:
    """What the settings say; hashable, so that what was loaded for it is found again."""

    kind: str
    model: str
    url: str
    form: str
    api_key: str = field(repr=False)
    cache_folder: Path


class GuardedReranker:
    """A reranker loaded on first use, given so much time, and left alone for a while after failures."""

    def __init__(self, load: Callable[[], Reranker], breaker: CircuitBreaker) -> None:
        self._load, self._breaker = load, breaker
        self._reranker: Reranker | None = None
        # One thread: a call that nobody waits for any more must end before the next begins.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reranker")

    def score(self, query: str, texts: Sequence[str]) -> list[float]:
        """Raises RerankFailed."""
        if not texts:
            return []
        if not self._breaker.allows():
            raise RerankPaused("it has failed repeatedly and is left alone for a while")
        try:
            scores = self._score_in_time(query, texts)
        except RerankFailed:
            self._breaker.failed()
            raise
        self._breaker.succeeded()
        return scores

    def _score_in_time(self, query: str, texts: Sequence[str]) -> list[float]:
        timeout_s = min(settings.RERANKER_TIMEOUT_S, SHARE_OF_TIMEOUT * settings.SEARCH_TIMEOUT_S)
        call = self._thread.submit(self._score, query, texts, time.monotonic() + timeout_s)
        try:
            return call.result(timeout_s)
        except TimeoutError:
            call.cancel()
            raise RerankFailed(f"it did not answer within {timeout_s:g} s") from None

    def _score(self, query: str, texts: Sequence[str], deadline: float) -> list[float]:
        try:
            return self._get().score(query, texts, deadline=deadline)
        except RerankFailed:
            raise
        except Exception as error:
            logger.exception("The reranker failed")
            raise RerankFailed(f"{type(error).__name__}: {error}") from error

    def _get(self) -> Reranker:
        if self._reranker is None:
            self._reranker = self._load()
        return self._reranker

    def warm_up(self) -> None:
        """Begin to load; do not wait for it."""
        self._thread.submit(self._warm_up)

    def _warm_up(self) -> None:
        try:
            self._get()
        except Exception:  # whatever libraries raise: the first search meets it again, and goes without
            logger.exception("The reranker cannot be loaded: searches do without")


def warm_up() -> None:
    """Begin to load the reranker, if there is one, before the first search needs it."""
    if settings.RERANKER:
        get_reranker().warm_up()


def get_reranker() -> GuardedReranker:
    """Return this process's reranker by the settings."""
    return _make_guarded(
        RerankerConfig(
            kind=settings.RERANKER,
            model=settings.RERANKER_MODEL,
            url=settings.RERANKER_URL,
            form=settings.RERANKER_FORM,
            api_key=settings.RERANKER_API_KEY,
            cache_folder=settings.MODEL_CACHE_DIR,
        )
    )


@lru_cache(maxsize=1)
def _make_guarded(config: RerankerConfig) -> GuardedReranker:
    return GuardedReranker(lambda: load_reranker(config), CircuitBreaker())


def load_reranker(config: RerankerConfig) -> Reranker:
    """Raises RerankFailed."""
    if config.kind == "http":
        from apps.search.retrieval.rerank.http_reranker import Form, HttpReranker

        return HttpReranker(config.url, form=Form(config.form), model=config.model, api_key=config.api_key)
    from apps.search.retrieval.rerank.cross_encoder import CrossEncoderReranker

    return CrossEncoderReranker(config.model, cache_folder=config.cache_folder)
