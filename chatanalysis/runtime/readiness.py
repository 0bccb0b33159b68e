"""Asks the web process whether the whole system answers."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass

ANSWER_TIMEOUT_S = 5
_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (compared with, not bound to)


@dataclass(frozen=True, slots=True)
class Readiness:
    ready: bool
    missing: str
    """What does not answer yet, in words; empty when all does."""


def describe_address(host: str, port: int) -> str:
    """Return the address that a browser on this machine can open."""
    host = _ANY_ADDRESS.get(host, host)
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def ask_readiness(address: str) -> Readiness:
    """Ask `/readyz`: 200 when all of the system answers, else 503 with the state of each part."""
    # In production settings plain HTTP is redirected; the probe stands where the proxy would.
    headers = {"X-Forwarded-Proto": "https"}
    request = urllib.request.Request(f"{address}readyz", headers=headers)  # noqa: S310 (http by construction)
    try:
        with urllib.request.urlopen(request, timeout=ANSWER_TIMEOUT_S):  # noqa: S310
            return Readiness(True, "")
    except urllib.error.HTTPError as error:
        return Readiness(False, _describe_missing(error.read()) or f"/readyz answers {error.code}")
    except OSError:
        return Readiness(False, "web")


def _describe_missing(body: bytes) -> str:
    """Return the names of the parts whose state is not "ok" in the answer's JSON."""
    try:
        parts = json.loads(body)
    except ValueError:
        return ""
    states = {name: part.get("state") for name, part in parts.items() if isinstance(part, dict)}
    return ", ".join(name for name, state in states.items() if state != "ok")
