"""An uploaded file, or all files of an uploaded archive or folder, as a tree for the parsers.

Documents (PDF, Word, web pages, Markdown) are read where they are all there is. Beside a chat they are what people sent
each other, or what the program put into its export: they stay attachments, known by name and size.
"""

from dataclasses import dataclass
from pathlib import Path

from apps.uploads.intake.archives import (
    BESIDE_A_CHAT,
    DOCUMENT,
    SkippedMember,
    Unpacked,
    is_archive,
    unpack,
    unpack_documents,
)
from apps.uploads.intake.limits import Limits
from apps.uploads.intake.members import is_clutter, is_media
from apps.uploads.parsing.binary import read_ends, tell_office
from apps.uploads.parsing.registry import find_documents, holds_chat
from apps.uploads.parsing.tree import Tree, TreeFile


@dataclass(frozen=True, slots=True)
class OpenedTree:
    """`skipped` are members of the archive that are not read, media among them."""

    tree: Tree
    skipped: list[SkippedMember]


def open_tree(file: Path, name: str, folder: Path, limits: Limits) -> OpenedTree:
    """Return a file as a tree; an archive is unpacked into an existing folder.

    An archive may hold several members of one path: later ones get a number. Raises UnreadableExport as `unpack`, and
    `office_file` for an office document that nobody reads.
    """
    if not is_archive(file) or tell_office(*read_ends(file)):
        return OpenedTree(Tree.of_file(file, name), [])
    unpacked = unpack(file, folder, limits)
    tree = _make_tree(name, unpacked)
    if holds_chat(tree):
        return _set_documents_aside(OpenedTree(tree, unpacked.skipped))
    if any(skipped.code == DOCUMENT for skipped in unpacked.skipped):
        unpacked = unpack_documents(file, folder, limits, unpacked)
        tree = _make_tree(name, unpacked)
    return OpenedTree(tree, unpacked.skipped)


def open_folder(folder: Path) -> OpenedTree:
    """Return a folder of this machine as a tree, as its archive would be; links are not followed."""
    tree = Tree(folder.name)
    for file in Tree.of_folder(folder).files.values():
        if not is_clutter(file.path):
            tree.add(TreeFile(file.path, file.size_bytes, None if is_media(file.path) else file.file))
    opened = OpenedTree(tree, [])
    return _set_documents_aside(opened) if holds_chat(tree) else opened


def _make_tree(name: str, unpacked: Unpacked) -> Tree:
    tree = Tree(name)
    for member in unpacked.members:
        tree.add(TreeFile(_free_path(tree, member.path), member.size_bytes, member.file))
    for skipped in unpacked.skipped:
        if skipped.code in ("media", DOCUMENT):
            tree.add(TreeFile(_free_path(tree, skipped.path), skipped.size_bytes))
    return tree


def _set_documents_aside(opened: OpenedTree) -> OpenedTree:
    """Return the tree with its documents known by name and size alone."""
    documents = find_documents(opened.tree)
    if not documents:
        return opened
    tree = Tree(opened.tree.name)
    for path, file in opened.tree.files.items():
        tree.add(TreeFile(path, file.size_bytes) if path in documents else file)
    skipped = [
        SkippedMember(path, DOCUMENT, BESIDE_A_CHAT, opened.tree.files[path].size_bytes) for path in documents
    ]
    return OpenedTree(tree, [*opened.skipped, *skipped])


def _free_path(tree: Tree, path: str) -> str:
    free, copies = path, 1
    while free in tree.files:
        copies += 1
        free = f"{path} ({copies})"
    return free
