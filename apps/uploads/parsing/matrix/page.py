"""One event of Element's export as web pages: a tile of the room's view, as Element draws it.

Classes that begin with `mx_` are what Element's own styles go by, and have hardly changed since the export came in
2021; what a tile holds is told by the class of its body. Further tiles of the same sender leave name and picture out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from apps.uploads.parsing.base import CALL, DELETED, MESSAGE, POLL, SYSTEM, Attachment, Reaction
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.markup import Marked, element_to_text
from apps.uploads.parsing.names import clean_name, words
from apps.uploads.parsing.structured.records import MAX_TEXT_CHARS, clean_text

PARTS = frozenset(
    words(
        "mx_DisambiguatedProfile_displayName mx_SenderProfile_displayName mx_MEmoteBody_sender mx_EventTile_avatar "
        "mx_MessageTimestamp mx_EventTile_line mx_EventTile_content mx_EventTile_body mx_EventTile_edited "
        "mx_reply_anchor mx_ReactionsRowButton mx_RedactedBody mx_DecryptionFailureBody mx_MPollBody "
        "mx_PollOption_optionText mx_TextualEvent mx_EventTileBubble mx_LegacyCallEvent mx_CallEvent "
        "mx_BaseAvatar mx_EventTile_lineNumbers"
    )
)
NOT_SAID = ("mx_BaseAvatar", "mx_EventTile_lineNumbers")
"""Pictures of people beside their names, whose first letter may stand for them; numbers of lines of code."""
FOLDERS = {"images": "image", "videos": "video", "audio": "audio", "stickers": "sticker", "files": ""}
"""Where the export puts files, and what they are."""
FILE = re.compile(r"(?:\./)?(images|videos|audio|stickers|files)/(.+)", re.DOTALL)
ADDRESSES = {"img": "src", "video": "src", "audio": "src", "a": "href"}
OMITTED = re.compile(r"Media omitted(?: - file size limit exceeded)?|Error fetching file")
ROOM = re.compile(r"#/(?:room/)?((?:!|%21)[^/?]{1,300})/", re.IGNORECASE)
REACTED = re.compile(r"(?P<names>.{1,2000}) reacted with .{1,100}", re.DOTALL)
BETWEEN_NAMES = re.compile(r", | and ")
MAX_FILES = 20

Parts = dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Tile:
    """`name` and `person` are empty where the tile goes on with the sender before it.

    `shown` is the time as the tile shows it, `stamp` the whole date of older versions; `kind` is empty for what was
    exported encrypted.
    """

    event_id: str
    room: str
    name: str
    person: str
    shown: str
    stamp: str
    kind: str
    said: Marked
    attachments: tuple[Attachment, ...]
    reactions: tuple[Reaction, ...]
    answered: str
    is_edited: bool


def read_tile(tile: Any) -> Tile:
    """Return what the element of an event holds; pictures of people are taken out of it."""
    parts = _find_parts(tile)
    event_id = tile.get("data-event-id") or tile.get("data-scroll-tokens") or ""
    stamp = _first(parts, "mx_MessageTimestamp")
    person = _person(parts)
    name = _first(
        parts, "mx_DisambiguatedProfile_displayName", "mx_SenderProfile_displayName", "mx_MEmoteBody_sender"
    )
    for node in (node for unsaid in NOT_SAID for node in parts.get(unsaid, ())):
        _cut_out(node)
    kind, said = _read_words(tile, parts)
    attachments = tuple(_files_of(tile)) if kind == MESSAGE else ()
    if kind == MESSAGE and OMITTED.fullmatch(said.text):
        said, attachments = Marked(""), (Attachment("", "file"),)
    anchor = _first(parts, "mx_reply_anchor")
    return Tile(
        event_id=clean_text(event_id),
        room=_room_of(tile),
        name="" if name is None else clean_name(element_to_text(name).text),
        person=person,
        shown="" if stamp is None else clean_text("".join(stamp.itertext())),
        stamp="" if stamp is None else clean_text(stamp.get("title") or ""),
        kind=kind,
        said=said,
        attachments=attachments,
        reactions=tuple(filter(None, map(_read_reaction, parts.get("mx_ReactionsRowButton", ())))),
        answered="" if anchor is None else clean_text((anchor.get("href") or "").removeprefix("#")),
        is_edited="mx_EventTile_edited" in parts,
    )


def _find_parts(tile: Any) -> Parts:
    parts: Parts = {}
    for node in tile.iter():
        for name in (node.get("class") or "").split():
            if name in PARTS:
                parts.setdefault(name, []).append(node)
    return parts


def _first(parts: Parts, *names: str) -> Any | None:
    return next((parts[name][0] for name in names if name in parts), None)


def _person(parts: Parts) -> str:
    """Return the sender's id, which the picture has for a title."""
    avatar = _first(parts, "mx_EventTile_avatar")
    titles = () if avatar is None else (node.get("title") or "" for node in avatar.iter())
    return next((clean_text(title) for title in titles if title.startswith("@")), "")


def _cut_out(node: Any) -> None:
    """Take an element out, but leave the text after it."""
    node.text, node.attrib["alt"] = None, ""
    del node[:]


def _read_words(tile: Any, parts: Parts) -> tuple[str, Marked]:
    if "mx_RedactedBody" in parts:
        return DELETED, Marked("")
    if "mx_DecryptionFailureBody" in parts:
        return "", Marked("")
    if "mx_MPollBody" in parts:
        return POLL, _read_poll(parts)
    if (event := _first(parts, "mx_LegacyCallEvent", "mx_CallEvent")) is not None:
        return CALL, element_to_text(event)
    if (event := _first(parts, "mx_TextualEvent", "mx_EventTileBubble")) is not None:
        return SYSTEM, element_to_text(event)
    if (body := _first(parts, "mx_EventTile_body")) is not None:
        return MESSAGE, _read_body(body)
    is_event = "mx_EventTile_info" in (tile.get("class") or "").split()
    return SYSTEM if is_event else MESSAGE, _read_other(parts)


def _read_body(body: Any) -> Marked:
    """Plain words keep their line ends as they are; formatted ones are HTML."""
    marked = element_to_text(body)
    if "markdown-body" in (body.get("class") or "").split():
        return marked
    return Marked(clean_text("".join(body.itertext())[:MAX_TEXT_CHARS]), marked.links, marked.mentions)


def _read_poll(parts: Parts) -> Marked:
    question = next(parts["mx_MPollBody"][0].iter("h2"), None)
    lines = [] if question is None else [element_to_text(question).text]
    lines += [element_to_text(node).text for node in parts.get("mx_PollOption_optionText", ())]
    return Marked("\n".join(filter(None, lines)))


def _read_other(parts: Parts) -> Marked:
    """Return the words of a body of a kind that has no text of its own: a place, or something yet unknown."""
    body = _first(parts, "mx_EventTile_content", "mx_EventTile_line")
    if body is None or any(True for _ in _files_of(body)):
        return Marked("")
    for node in (*parts.get("mx_MessageTimestamp", ()), *parts.get("mx_reply_anchor", ())):
        _cut_out(node)
    return element_to_text(body)


def _files_of(element: Any) -> Iterator[Attachment]:
    """Yield the files that came along in the export, each once."""
    found: dict[str, str] = {}
    for node in element.iter(*ADDRESSES):
        match = FILE.fullmatch((node.get(ADDRESSES[node.tag]) or "").strip())
        if match and len(found) < MAX_FILES:
            found.setdefault(clean_text(match[2].rpartition("/")[2])[:255], match[1])
    return (Attachment(name, FOLDERS[folder] or guess_type(name)) for name, folder in found.items() if name)


def _read_reaction(button: Any) -> Reaction | None:
    """Who reacted stands in the button's label, as a sentence; only the English one is taken apart."""
    inner = {name: node for node in button.iter() for name in (node.get("class") or "").split()}
    content, count = inner.get("mx_ReactionsRowButton_content"), inner.get("mx_ReactionsRowButton_count")
    if content is None:
        return None
    emoji = clean_text((content.get("alt") or "") + "".join(content.itertext()))
    shown = "" if count is None else "".join(count.itertext()).strip()
    number = int(shown) if shown.isdecimal() and len(shown) < 7 else 1
    match = REACTED.fullmatch((button.get("aria-label") or button.get("title") or "").strip())
    names = tuple(clean_name(name) for name in BETWEEN_NAMES.split(match["names"])) if match else ()
    return Reaction(emoji, number, names if len(names) == number else ()) if emoji else None


def _room_of(tile: Any) -> str:
    found = (ROOM.search(node.get("href") or "") for node in tile.iter("a"))
    return next((clean_text(unquote(match[1])) for match in found if match), "")
