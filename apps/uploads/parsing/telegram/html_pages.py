"""Which pages of a folder make a chat together."""

import re
from pathlib import PurePosixPath

from apps.uploads.parsing.base import Unit
from apps.uploads.parsing.telegram.html_page import looks_like_page
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample
from apps.uploads.parsing.tree import Tree, TreeFile

PAGE = re.compile(r"messages(\d{0,9})\.html$", re.IGNORECASE)
JSON_NAME, INDEX_NAME = "result.json", "export_results.html"


def claim_pages(tree: Tree, format_name: str) -> list[Unit]:
    """Return a unit per chat, its pages in their order. Where the same folder or one above has the JSON, none."""
    folders: dict[str, list[TreeFile]] = {}
    for file in tree.readable():
        if PAGE.match(file.name):
            folders.setdefault(file.folder, []).append(file)
    json_folders = {file.folder for file in tree.named(JSON_NAME)}
    units = []
    for folder, pages in folders.items():
        pages.sort(key=lambda page: int(PAGE.match(page.name)[1] or 1))
        if not _is_telegram(pages[0]):
            continue
        paths = tuple(page.path for page in pages)
        if _has_json(folder, json_folders):
            tree.take_as_helper(*paths)
        else:
            units.append(Unit(folder or paths[0], paths, format_name))
    _set_aside_lists(tree)
    return units


def _is_telegram(page: TreeFile) -> bool:
    with page.file.open("rb") as source:
        return looks_like_page(decode_sample(source.read(SAMPLE_BYTES)))


def _has_json(folder: str, json_folders: set[str]) -> bool:
    above = {str(parent) for parent in (PurePosixPath(folder), *PurePosixPath(folder).parents)}
    return not json_folders.isdisjoint(above | ({""} if "." in above else set()))


def _set_aside_lists(tree: Tree) -> None:
    """The pages around the chats, such as lists of contacts and sessions, are no chats."""
    for index in tree.named(INDEX_NAME):
        base = f"{index.folder}/" if index.folder else ""
        lists = (file.path for file in tree.readable() if file.path.startswith(f"{base}lists/"))
        tree.take_as_helper(index.path, *lists)
