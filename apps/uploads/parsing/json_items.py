"""The objects of arrays in a JSON document of any size, one at a time, in bounded memory.

Only the brackets are looked for while a document streams; what stands between those of one item is decoded as a
whole. So an item that is damaged in itself is left out, and the ones after it are read. Where an array stands is told
by a path as ijson writes it: `messages.item`, `chats.list.item.messages.item`, or `item` where the document itself is
the array; an empty path is the document itself as one item. A step `*` is any key of an object: `*.messages.*` are the
values of each chat's `messages`, and `head["*"]` is the chat's own key. Nesting beyond MAX_DEPTH is refused while it
streams.
"""

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Any, BinaryIO, NamedTuple

from apps.uploads.parsing.base import ParseReport, UnreadableExport
from apps.uploads.parsing.json_decode import MAX_DEPTH, decode_json, too_deep
from apps.uploads.parsing.json_text import TOKEN, Damage, JsonText
from apps.uploads.parsing.text import iter_text

MAX_ITEM_CHARS = 16 * 1024 * 1024
MAX_HEAD_CHARS = 256 * 1024
MAX_HEAD_VALUES = 1000
STEP_OF_PATH = re.compile(r"\.|\Z")
BETWEEN = ", \t\r\n"
ANY = "*"


class Item(NamedTuple):
    """One object of an array, and its place from 1 among the items of all arrays read.

    `head` holds what the object around the array says beside it: its plain values, and the small lists and objects of
    the keys asked for. It fills while the document streams: what stands behind the array comes late (see `read_head`).
    `path` is the one of those asked for at which the array stands.
    """

    value: dict[str, Any]
    position: int
    head: dict[str, Any]
    path: str


class _Frame(NamedTuple):
    """An open array or object on the way to the items; `head` is that of the nearest object."""

    path: str
    is_list: bool
    head: dict[str, Any]


def iter_items(
    source: BinaryIO, report: ParseReport, *paths: str, keys: Collection[str] = ()
) -> Iterator[Item]:
    """Yield the objects of the arrays at `paths`. `keys` are those of small lists and objects wanted in the heads.

    What stands before a damage is read, and the damage goes into the report. Raises UnreadableExport: `broken_json`
    if nothing could be read before it, `json_too_deep`, `line_too_long`.
    """
    scanner = _Scanner(source, report, paths, keys)
    try:
        for raw, position, frame, path in scanner.scan():
            if (value := decode_record(raw, position, report)) is not None:
                yield Item(value, position, frame.head, path)
    except Damage as damage:
        report_damage(str(damage), scanner.count, report)


def iter_heads(source: BinaryIO, *paths: str, keys: Collection[str] = ()) -> Iterator[dict[str, Any]]:
    """Yield the whole head of each array with items at `paths`, in their order. Damage just ends it."""
    last: dict[str, Any] | None = None
    with suppress(Damage, UnreadableExport):
        for _, _, frame, _ in _Scanner(source, ParseReport(), paths, keys).scan():
            if last is not None and frame.head is not last:
                yield last
            last = frame.head
    if last is not None:
        yield last


def read_head(source: BinaryIO, *paths: str, keys: Collection[str] = ()) -> dict[str, Any]:
    """Return the whole head of the first array at one of `paths`, wherever its values stand; empty if there is none."""
    return next(iter_heads(source, *paths, keys=keys), {})


class _Scanner:
    def __init__(
        self, source: BinaryIO, report: ParseReport, paths: Collection[str], keys: Collection[str]
    ) -> None:
        self._text, self._report = JsonText(iter_text(source, report)), report
        self._paths, self._keys = frozenset(paths), frozenset(keys)
        self._ways = {path[: end.start()] for path in paths for end in STEP_OF_PATH.finditer(path)}
        self._ways = {"", *self._ways} - self._paths
        self._has_any = any(ANY in path for path in paths)
        self._frames: list[_Frame] = []
        self.count = 0

    def scan(self) -> Iterator[tuple[str, int, _Frame, str]]:
        """Yield the text of each item (empty if it is too long), its place, what it stands in and at which path."""
        frames, is_blank = self._frames, True
        while (step := self._text.step()) is not None:
            is_blank = False
            key = self._see(step.before) if step.before.strip(BETWEEN) else ""
            if step.bracket in "]}":
                if not frames or frames.pop().is_list != (step.bracket == "]"):
                    raise Damage(step.before[-100:] + step.bracket)
                continue
            path = self._path_of(key)
            if path in self._ways:
                self._open(path, key, is_list=step.bracket == "[")
            elif path in self._paths:
                self.count += 1
                frame = frames[-1] if frames else _Frame("", False, {})
                yield self._take(MAX_ITEM_CHARS), self.count, frame, path
            else:
                self._pass(key)
        if frames or is_blank:
            raise Damage("The file ends before it is complete.")

    def _path_of(self, key: str) -> str:
        if not self._frames:
            return ""
        frame = self._frames[-1]
        if self._has_any and not frame.is_list:
            any_key = _join(frame.path, ANY)
            if any_key in self._ways or any_key in self._paths:
                return any_key
        return _join(frame.path, "item" if frame.is_list else key)

    def _open(self, path: str, key: str, *, is_list: bool) -> None:
        if len(self._frames) >= MAX_DEPTH:
            raise too_deep()
        is_around = is_list or _join(path, ANY) in self._paths
        head = self._frames[-1].head if is_around and self._frames else {}
        if path.endswith(ANY):
            head[ANY] = key
        self._frames.append(_Frame(path, is_list, head))

    def _take(self, max_chars: int) -> str:
        return self._text.take(MAX_DEPTH - len(self._frames), max_chars)

    def _pass(self, key: str) -> None:
        """Go past an array or object beside the items; keep it if it is one of the keys asked for."""
        frame = self._frames[-1]
        raw = self._take(MAX_HEAD_CHARS if key in self._keys and not frame.is_list else 0)
        if raw:
            with suppress(ValueError):
                frame.head[key] = decode_json(raw)

    def _see(self, between: str) -> str:
        """Take in plain values between two brackets; return the key of what comes next."""
        tokens = TOKEN.findall(between) if len(between) <= MAX_HEAD_CHARS else []
        key = _text_of(tokens[-2]) if len(tokens) > 1 and tokens[-1] == ":" else ""
        if not self._frames:
            return key
        frame = self._frames[-1]
        if not frame.is_list:
            _see_fields(tokens, frame.head)
        elif f"{frame.path}.item".removeprefix(".") in self._paths:
            for token in tokens:
                self.count += 1
                self._report.skip(self.count, "This is no record with named fields.", token)
        return key


def _join(path: str, step: str) -> str:
    return f"{path}.{step}" if path else step


def _see_fields(tokens: list[str], head: dict[str, Any]) -> None:
    for place in range(len(tokens) - 2):
        if tokens[place + 1] == ":" and len(head) < MAX_HEAD_VALUES:
            with suppress(ValueError):
                head[_text_of(tokens[place])] = decode_json(tokens[place + 2])


def _text_of(token: str) -> str:
    with suppress(ValueError):
        return str(decode_json(token))
    return ""


def decode_record(raw: str, position: int, report: ParseReport) -> dict[str, Any] | None:
    if not raw:
        report.skip(position, "The record is longer than 16 MB; it was left out.", "")
        return None
    try:
        value = decode_json(raw)
    except ValueError:
        report.skip(position, "The record is not valid JSON.", raw[:200])
        return None
    if not isinstance(value, dict):
        report.skip(position, "This is no record with named fields.", raw[:200])
        return None
    if not value:
        report.skip(position, "The record is empty.", raw)
        return None
    return value


def report_damage(shown: str, count: int, report: ParseReport) -> None:
    if count == 0:
        raise UnreadableExport(
            "broken_json", "The file is not valid JSON. Export it again, and check that it was copied whole."
        )
    report.skip(count + 1, "The JSON is damaged from here on; the rest of it was not read.", shown)
    report.warn("The file is damaged or cut off; only what stands before the damage was read.")
    report.damage = UnreadableExport(
        "broken_json",
        "The JSON is damaged or cut off before its end. Export it again, and check that it was copied whole.",
    )
