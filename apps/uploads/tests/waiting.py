import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_until(ask: Callable[[], T], *, timeout_s: float = 10, every_s: float = 0.02) -> T:
    """Return the first true answer. Raises TimeoutError with the last one."""
    deadline = time.monotonic() + timeout_s
    while not (answer := ask()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"still {answer!r} after {timeout_s} s")
        time.sleep(every_s)
    return answer
