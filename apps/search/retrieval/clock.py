"""How long each step of a search took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Clock:
    """`timings`: milliseconds by step."""

    def __init__(self) -> None:
        self.timings: dict[str, float] = {}

    @contextmanager
    def time(self, step: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.timings[step] = round(1000 * (time.perf_counter() - start), 3)
