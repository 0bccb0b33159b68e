"""What a replica knows of each row besides words and vectors: plain arrays that grow."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

_FIRST_CAPACITY = 4096


class GrowingArray:
    """Appends in amortised constant time. A slice taken earlier stays what it was."""

    def __init__(self, values: np.ndarray) -> None:
        self._store, self._size = values.copy(), len(values)

    def append(self, values: np.ndarray) -> None:
        end = self._size + len(values)
        if end > len(self._store):
            larger = np.zeros(max(end, 2 * len(self._store), _FIRST_CAPACITY), self._store.dtype)
            larger[: self._size] = self._store[: self._size]
            self._store = larger
        self._store[self._size : end] = values
        self._size = end

    def view(self) -> np.ndarray:
        return self._store[: self._size]


@dataclass(frozen=True, slots=True)
class Columns:
    """Int64 (rows,) each. `sent_at` in microseconds since 1970, moments.NO_TIME where unknown; `token_end` where
    the row's token codes end; `features` uint16, the sum of features.FEATURE_BITS; `language` uint16, as
    languages.pack_language makes it; `deleted` bool.
    """

    message: np.ndarray
    conversation: np.ndarray
    participant: np.ndarray
    sequence: np.ndarray
    sent_at: np.ndarray
    token_end: np.ndarray
    features: np.ndarray
    language: np.ndarray
    deleted: np.ndarray

    def __len__(self) -> int:
        return len(self.message)


_NARROW_TYPES = {"features": np.uint16, "language": np.uint16, "deleted": np.bool_}
COLUMN_TYPES = {f.name: _NARROW_TYPES.get(f.name, np.int64) for f in fields(Columns)}


class ColumnStore:
    def __init__(self, columns: dict[str, np.ndarray] | None = None) -> None:
        columns = columns or {name: np.zeros(0, kind) for name, kind in COLUMN_TYPES.items()}
        self._arrays = {name: GrowingArray(columns[name]) for name in COLUMN_TYPES}

    def __len__(self) -> int:
        return len(self.view())

    def append(self, values: dict[str, Sequence[int] | np.ndarray]) -> None:
        for name, array in self._arrays.items():
            array.append(np.asarray(values[name], COLUMN_TYPES[name]))

    def view(self) -> Columns:
        return Columns(**{name: array.view() for name, array in self._arrays.items()})

    def mark_deleted(self, rows: np.ndarray) -> None:
        """In a copy, so that views taken earlier do not see it."""
        deleted = self._arrays["deleted"].view().copy()
        deleted[rows] = True
        self._arrays["deleted"] = GrowingArray(deleted)
