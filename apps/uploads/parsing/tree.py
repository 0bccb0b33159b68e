"""The files of an upload as parsers see them: one file, a folder's, or an archive's."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class TreeFile:
    """`path` is the name within the upload; `file` its bytes, None for media that were not unpacked."""

    path: str
    size_bytes: int
    file: Path | None = None

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]


@dataclass(slots=True)
class Tree:
    """All files of an upload by path, in the order they came in. `name` is what the uploaded file is called."""

    name: str
    files: dict[str, TreeFile] = field(default_factory=dict)
    helpers: set[str] = field(default_factory=set)
    """Paths of files that only help to read others, and are no chats."""
    _by_name: dict[str, list[TreeFile]] = field(default_factory=dict)

    def add(self, file: TreeFile) -> None:
        self.files[file.path] = file
        self._by_name.setdefault(file.name.casefold(), []).append(file)

    def readable(self) -> Iterator[TreeFile]:
        """Yield the files whose bytes are there."""
        return (file for file in self.files.values() if file.file is not None)

    def named(self, name: str) -> list[TreeFile]:
        """Return the readable files of this name, compared without case, in whatever folder."""
        return [file for file in self._by_name.get(name.casefold(), ()) if file.file is not None]

    def take_as_helper(self, *paths: str) -> None:
        """Keep files from being read as chats: they only help to read others."""
        self.helpers.update(paths)

    def find_size(self, name: str, near: str) -> int | None:
        """Return the bytes of a file that a message in the folder `near` names; None if it was not exported."""
        found = self._by_name.get(PurePosixPath(name.replace("\\", "/")).name.casefold(), ())
        closest = max(found, key=lambda file: _count_shared(file.path, near, name), default=None)
        return closest.size_bytes if closest else None

    @classmethod
    def of_file(cls, file: Path, name: str) -> "Tree":
        tree = cls(name)
        tree.add(TreeFile(name, file.stat().st_size, file))
        return tree

    @classmethod
    def of_folder(cls, folder: Path) -> "Tree":
        """Return a folder of this machine as a tree; links are not followed."""
        tree = cls(folder.name)
        for file in sorted(folder.rglob("*")):
            if file.is_file() and not file.is_symlink():
                tree.add(TreeFile(file.relative_to(folder).as_posix(), file.stat().st_size, file))
        return tree


class OpenFiles:
    """Opens the files of one unit, and knows how far they have been read."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._closed_bytes = 0
        self._current: BinaryIO | None = None

    def open(self, path: str) -> BinaryIO:
        """Return a file of the tree, open for reading; the one opened before is closed. KeyError if it is not there."""
        self.close()
        file = self.tree.files[path]
        if file.file is None:
            raise KeyError(path)
        self._current = file.file.open("rb")
        return self._current

    def read(self, path: str) -> bytes:
        """Return a small helping file's bytes without disturbing the one being read. KeyError if it is not there."""
        file = self.tree.files[path].file
        if file is None:
            raise KeyError(path)
        return file.read_bytes()

    def close(self) -> None:
        if self._current is not None and not self._current.closed:
            self._closed_bytes += self._current.tell()
            self._current.close()
        self._current = None

    def position_bytes(self) -> int:
        """Return how many bytes have been read, in steps of about a megabyte."""
        source = self._current
        return self._closed_bytes + (source.tell() if source is not None and not source.closed else 0)


def _count_shared(path: str, near: str, name: str) -> tuple[bool, int]:
    """How well a file fits: named with its folders, else the deepest folder shared."""
    folders, wanted = path.split("/")[:-1], near.split("/")
    shared = next((n for n, (a, b) in enumerate(zip(folders, wanted, strict=False)) if a != b), len(wanted))
    return path.endswith(name), shared
