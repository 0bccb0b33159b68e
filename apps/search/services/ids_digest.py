"""Sets of message ids, small enough to compare across processes."""

from collections.abc import Iterable
from hashlib import sha256


def describe_ids(ids: Iterable[int]) -> dict[str, int | str]:
    """Return how many ids there are, doubles included, and a digest that is equal for equal collections only."""
    ordered = sorted(ids)
    return {"count": len(ordered), "digest": sha256(",".join(map(str, ordered)).encode()).hexdigest()}
