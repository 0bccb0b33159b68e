"""Which files of a download make a thread together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from apps.uploads.parsing.messenger.recognise import INSTAGRAM_PATH, is_page, is_thread
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample
from apps.uploads.parsing.tree import Tree, TreeFile

PART = re.compile(r"message(?:_(\d{1,9}))?\.(json|html?)", re.IGNORECASE)
"""Threads had one file, without a number, until 2018."""
ROOT = re.compile(r"^(.*?)(?:your_[a-z_]*activity[a-z_]*/)?messages/[^/]+/[^/]+$")
ABOUT_OTHERS = re.compile(
    r"(?:your_[a-z_]*activity[a-z_]*|messages|ads_information|apps_and_websites(?:_off_of_(?:facebook|instagram))?|connections|"
    r"files|followers_and_following|logged_information|media|other_activity|personal_information|posts|preferences|"
    r"security_and_login_information|your_instagram_activity|comments|likes|start_here\.html|index\.html?)(?:/|$)"
)
"""What else a download holds: no chats, although JSON and HTML too."""


@dataclass(frozen=True, slots=True)
class Thread:
    """`parts` are the paths of its files, of one kind, by their number."""

    folder: str
    parts: tuple[str, ...]
    is_page: bool
    names_instagram: bool
    """Whether its beginning does; the folder may tell otherwise."""

    @property
    def ref(self) -> str:
        return self.folder.rpartition("/")[2]


def find_threads(tree: Tree) -> list[Thread]:
    """Return the threads of a tree, those of JSON first; pages of a thread that is there as JSON are left out."""
    found: dict[tuple[str, bool], list[tuple[int, TreeFile]]] = {}
    for file in tree.readable():
        if match := PART.fullmatch(file.name):
            is_html = not file.name.lower().endswith("json")
            found.setdefault((file.folder, is_html), []).append((int(match[1] or 0), file))
    threads = [
        thread
        for (folder, is_html), files in found.items()
        if (
            thread := _read_thread(
                folder, [file for _, file in sorted(files, key=lambda part: part[0])], is_html
            )
        )
    ]
    as_json = {thread.ref for thread in threads if not thread.is_page}
    return [thread for thread in threads if not (thread.is_page and thread.ref in as_json)]


def find_others(tree: Tree, threads: list[Thread]) -> Iterator[str]:
    """Yield the paths of files that came in the same download as the threads, and are no chats. (A download of
    encrypted chats, unpacked beside, has threads under names of their own.)"""
    taken = {path for thread in threads for path in thread.parts}
    roots = {match[1] for thread in threads if (match := ROOT.match(thread.folder))}
    for file in tree.readable():
        if file.path in taken or not _is_about_others(file, roots):
            continue
        if not (file.name.lower().endswith(".json") and is_thread(_beginning_of(file))):
            yield file.path


def _is_about_others(file: TreeFile, roots: set[str]) -> bool:
    return any(file.path.startswith(root) and ABOUT_OTHERS.match(file.path[len(root) :]) for root in roots)


def _read_thread(folder: str, files: list[TreeFile], is_html: bool) -> Thread | None:
    """Return what the beginning of the first file tells of a thread; None if it is none."""
    text = _beginning_of(files[0])
    if not is_thread(text) and not is_page(text, is_named_so=True):
        return None
    return Thread(
        folder, tuple(file.path for file in files), is_html, INSTAGRAM_PATH.search(text) is not None
    )


def _beginning_of(file: TreeFile) -> str:
    with file.file.open("rb") as source:
        return decode_sample(source.read(SAMPLE_BYTES))
