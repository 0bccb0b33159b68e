"""Requests to an embeddings endpoint, tried again while the trouble may pass."""

import time
from collections.abc import Callable
from itertools import count
from typing import Any

import httpx

from .base import ModelUnavailable

PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses that may be gone a moment later."""
TIMEOUT_S = 30.0
ATTEMPTS = 5
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 8.0
URGENT_TIMEOUT_S = 3.0
URGENT_ATTEMPTS = 2
URGENT_PAUSE_S = 0.5
"""Somebody waits for a search's answer: it is to fail before they give up."""


class EndpointRejected(ModelUnavailable):
    """The endpoint understood and said no; asking again changes nothing."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"the endpoint refused the request with status {status}: {reason}")
        self.status = status


class _MayPass(Exception):
    """What may be gone at the next attempt; `wait_s` is the pause that the server asked for, 0 for none."""

    def __init__(self, trouble: str, wait_s: float = 0) -> None:
        super().__init__(trouble)
        self.wait_s = wait_s


class EndpointClient:
    """Posts to `{base}/embeddings`. `pause` waits between attempts; tests replace it.

    Errors do not name the address: they are read by people who are not told it.
    """

    def __init__(
        self,
        base: str,
        key: str = "",
        *,
        timeout_s: float = TIMEOUT_S,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._url = f"{base.rstrip('/')}/embeddings"
        self._client = httpx.Client(headers=headers, timeout=timeout_s)
        self._timeout_s, self._pause = timeout_s, pause

    def post(self, body: dict[str, Any], *, is_urgent: bool = False) -> Any:
        """Return the answer's JSON. Raises EndpointRejected, or ModelUnavailable after the last attempt."""
        attempts = URGENT_ATTEMPTS if is_urgent else ATTEMPTS
        timeout_s = min(self._timeout_s, URGENT_TIMEOUT_S) if is_urgent else self._timeout_s
        for attempt in count(1):
            try:
                return self._post_once(body, timeout_s)
            except _MayPass as trouble:
                if attempt == attempts:
                    reason = f"the endpoint did not answer in {attempts} attempts ({trouble})"
                    raise ModelUnavailable(reason) from trouble
                growing_s = FIRST_PAUSE_S * 2 ** (attempt - 1)
                longest_s = URGENT_PAUSE_S if is_urgent else LONGEST_PAUSE_S
                self._pause(min(longest_s, trouble.wait_s or growing_s))

    def _post_once(self, body: dict[str, Any], timeout_s: float) -> Any:
        try:
            response = self._client.post(self._url, json=body, timeout=timeout_s)
        except httpx.InvalidURL as error:
            raise ModelUnavailable(f"the endpoint's address is none: {error}") from error
        except httpx.TransportError as error:
            raise _MayPass(f"{type(error).__name__}: {error}".rstrip(": ")) from error
        if response.status_code in PASSING:
            raise _MayPass(f"status {response.status_code}", read_retry_after(response))
        return _read(response)


def _read(response: httpx.Response) -> Any:
    if not response.is_success:
        raise EndpointRejected(response.status_code, response.text[:200].strip())
    try:
        return response.json()
    except ValueError as error:
        raise ModelUnavailable(f"the endpoint answered something else than JSON: {error}") from error


def read_retry_after(response: httpx.Response) -> float:
    """Seconds that the server asks to wait; 0 if it does not say, or says a date."""
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isdecimal() else 0.0
