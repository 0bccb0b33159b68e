"""For formats whose chats are lone files, but whose archives hold other files beside them that are no chats."""

import re
from collections.abc import Iterable

from apps.uploads.parsing.base import Parser, Sample, Unit
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample
from apps.uploads.parsing.tree import Tree, TreeFile

SURE = 0.95


def sample_of(file: TreeFile) -> Sample:
    """Return the beginning of a readable file, as sniffers see it."""
    with file.file.open("rb") as source:
        return Sample(file.path, decode_sample(source.read(SAMPLE_BYTES)))


def beside(folder: str, name: str) -> str:
    """Return the path of a name in a folder, which is empty at the top of a tree."""
    return f"{folder}/{name}" if folder else name


def claim_named(tree: Tree, parser: Parser, name: re.Pattern[str], others: Iterable[str] = ()) -> list[Unit]:
    """Return a unit for each file of such a name whose content is the parser's.

    Files called as one of the `others` that lie in the same folder are kept from being read as chats.
    """
    files = [file for file in tree.readable() if name.fullmatch(file.name)]
    claimed = [file for file in files if parser.sniff(sample_of(file)) >= SURE]
    folders, names = {file.folder for file in claimed}, frozenset(others)
    for file in tree.readable():
        if file.folder in folders and file.name in names:
            tree.take_as_helper(file.path)
    return [Unit(file.path, (file.path,), parser.name) for file in claimed]
