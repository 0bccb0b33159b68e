"""Leaves a service alone for a while when it keeps failing, so that not everybody waits for it in vain."""

import threading
import time
from collections.abc import Callable


class CircuitBreaker:
    """Closed, it lets every call through. After `limit` failures in a row it is open for `rest_s` seconds; then one
    call at a time is let through as a trial, and the first success closes it. Lives as long as its process.
    """

    def __init__(
        self, *, limit: int = 3, rest_s: float = 30, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit, self._rest_s, self._clock = limit, rest_s, clock
        self._failures = 0
        self._next_trial = 0.0
        self._lock = threading.Lock()

    @property
    def is_open(self) -> bool:
        return self._failures >= self._limit

    def allows(self) -> bool:
        """Whether to try now. Whoever is told so reports `succeeded` or `failed` afterwards."""
        with self._lock:
            if not self.is_open:
                return True
            if self._clock() < self._next_trial:
                return False
            # A trial that never reports must not keep the breaker open for good: the next may follow after a rest.
            self._next_trial = self._clock() + self._rest_s
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self.is_open:
                self._next_trial = self._clock() + self._rest_s
