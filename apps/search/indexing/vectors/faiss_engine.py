"""How an index in this process begins, and how it comes back from a snapshot."""

from pathlib import Path

from apps.search.indexing.base import IndexDamaged

from .base import SavedVectors
from .byte_rows import ByteRows
from .coarse import CoarseBlock
from .faiss_index import BLOCK_FILE, FLAT_FILE, ROWS_FILE, FaissIndex
from .flat import FlatVectors


class FaissEngine:
    name = "faiss"

    def create(self, folder: Path, dim: int) -> FaissIndex:
        return FaissIndex(dim, ByteRows.create(folder / ROWS_FILE, dim), FlatVectors.create(dim), [])

    def load(self, folder: Path, dim: int, rows: int, saved: SavedVectors) -> FaissIndex:
        flat, blocks = _unpack(dict(saved.files))
        try:
            beginning = saved.appended[ROWS_FILE]
        except KeyError as error:
            raise IndexDamaged(f"the snapshot does not name {ROWS_FILE}") from error
        stored = ByteRows.reopen(folder / ROWS_FILE, dim, beginning)
        held = len(flat) if flat is not None else sum(map(len, blocks))
        if not held == len(stored) == rows:
            raise IndexDamaged(f"{rows} rows are due; FAISS holds {held}, {ROWS_FILE} {len(stored)}")
        return FaissIndex(dim, stored, flat, blocks)


def _unpack(files: dict[str, bytes]) -> tuple[FlatVectors | None, list[CoarseBlock]]:
    if FLAT_FILE in files:
        return FlatVectors.from_bytes(files[FLAT_FILE]), []
    blocks: list[CoarseBlock] = []
    while (content := files.pop(BLOCK_FILE.format(len(blocks)), None)) is not None:
        blocks.append(CoarseBlock.from_bytes(content, first_row=sum(map(len, blocks))))
    return None, blocks
