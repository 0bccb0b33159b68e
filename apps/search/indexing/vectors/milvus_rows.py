"""Masks of rows as Milvus takes them: boolean expressions over the row number."""

from collections.abc import Iterator

import numpy as np

ROW = "row"
FEW_RANGES, MOST_RANGES = 16, 256
"""Runs of rows in one expression: a few are the quickest form, many the slowest."""
MOST_LISTED = 10_000
"""Numbers in one expression; Milvus refuses messages that are very much longer."""


def describe_mask(allowed: np.ndarray) -> str | None:
    """An expression that allows just these rows, bool (rows,), and none past the end; None if it would be too long."""
    first, last = _find_runs(allowed)
    if len(first) <= FEW_RANGES:
        return _join_ranges(first, last)
    allowed_count = int(np.count_nonzero(allowed))
    if allowed_count <= MOST_LISTED:
        return _list_rows(np.flatnonzero(allowed))
    if len(allowed) - allowed_count <= MOST_LISTED:
        return f"{ROW} < {len(allowed)} and not ({_list_rows(np.flatnonzero(~allowed))})"
    return _join_ranges(first, last) if len(first) <= MOST_RANGES else None


def describe_in_parts(allowed: np.ndarray) -> Iterator[str]:
    """Expressions that together allow just these rows."""
    rows = np.flatnonzero(allowed)
    for first in range(0, len(rows), MOST_LISTED):
        yield _list_rows(rows[first : first + MOST_LISTED])


def _find_runs(allowed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where runs of allowed rows begin, and where they have ended."""
    steps = np.diff(np.concatenate([[False], allowed, [False]]).astype(np.int8))
    return np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)


def _join_ranges(first: np.ndarray, last: np.ndarray) -> str:
    return " or ".join(f"({ROW} >= {a} and {ROW} < {b})" for a, b in zip(first, last, strict=True))


def _list_rows(rows: np.ndarray) -> str:
    return f"{ROW} in [{','.join(map(str, rows.tolist()))}]"
