"""An uploaded file, or all files of an uploaded archive, as a tree for the parsers."""

from dataclasses import dataclass
from pathlib import Path

from apps.uploads.intake.archives import SkippedMember, is_zip, unpack
from apps.uploads.intake.limits import Limits
from apps.uploads.parsing.tree import Tree, TreeFile


@dataclass(frozen=True, slots=True)
class OpenedTree:
    """`skipped` are members of the archive that are not read, media among them."""

    tree: Tree
    skipped: list[SkippedMember]


def open_tree(file: Path, name: str, folder: Path, limits: Limits) -> OpenedTree:
    """Return a file as a tree; an archive is unpacked into an existing folder.

    An archive may hold several members of one path: later ones get a number. Raises UnreadableExport as `unpack`.
    """
    if not is_zip(file):
        return OpenedTree(Tree.of_file(file, name), [])
    unpacked = unpack(file, folder, limits)
    tree = Tree(name)
    for member in unpacked.members:
        tree.add(TreeFile(_free_path(tree, member.path), member.size_bytes, member.file))
    for skipped in unpacked.skipped:
        if skipped.code == "media":
            tree.add(TreeFile(_free_path(tree, skipped.path), skipped.size_bytes))
    return OpenedTree(tree, unpacked.skipped)


def _free_path(tree: Tree, path: str) -> str:
    free, copies = path, 1
    while free in tree.files:
        copies += 1
        free = f"{path} ({copies})"
    return free
