"""Two things at once within one search: the words are looked up while vectors are compared."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Value = TypeVar("Value")

_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="words")


def start_beside(
    work: Callable[Arguments, Value], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Future[Value]:
    """Begin the work in another thread; `result()` waits for it and raises what it raised.

    The words' index keeps Python's lock while it works, FAISS and numpy's products do not: one of each side at a
    time gains, more would not. Nor would the model gain by company: it uses all cores by itself.
    """
    return _threads.submit(work, *args, **kwargs)
