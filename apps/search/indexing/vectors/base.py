"""What a replica asks of an engine for vectors."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from apps.search.indexing.code_file import Beginning


class VectorsUnavailable(RuntimeError):
    """The server that keeps the vectors does not answer."""


@dataclass(frozen=True, slots=True)
class SavedVectors:
    """What of an index goes into a snapshot. `files` are written into its folder, one after the other; of the
    `appended` files, by their names in the replica's folder, it owns the beginning.
    """

    files: Iterable[tuple[str, bytes]] = ()
    appended: dict[str, Beginning] = field(default_factory=dict)


class VectorIndex(Protocol):
    """Vectors of unit length, by rows numbered from 0 in the order they were added.

    One thread adds, flushes and saves while others search.
    """

    @property
    def is_exact(self) -> bool:
        """Whether every vector is compared, so that nothing of the best can be missing."""

    @property
    def memory_bytes(self) -> int:
        """What it holds in this process's memory."""

    def __len__(self) -> int: ...

    def add(self, vectors: np.ndarray) -> None:
        """Append rows float (n, dim)."""

    def search(
        self, vector: np.ndarray, k: int, allowed: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """The k best rows, int64, and their dot products, float32, best first; fewer if fewer are allowed.

        `allowed` bool (rows,), None for all; rows past its end are not allowed.
        """

    def flush(self, *, durably: bool = False) -> None:
        """Hand what was added to the system; `durably`: it survives a power cut."""

    def save(self) -> SavedVectors: ...

    def close(self) -> None: ...


class VectorEngine(Protocol):
    """Makes the indexes of one kind. `name` stands in snapshots: another engine cannot read them."""

    name: str

    def create(self, folder: Path, dim: int) -> VectorIndex:
        """Begin an empty index for the replica in this folder."""

    def load(self, folder: Path, dim: int, rows: int, saved: SavedVectors) -> VectorIndex:
        """Open what `save` of so many rows told, all of whose files have been verified but the appended ones.

        Raises IndexDamaged.
        """
