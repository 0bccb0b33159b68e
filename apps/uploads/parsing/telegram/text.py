"""The text of a record: a string, or a list of strings and entities."""

from typing import Any

from apps.uploads.parsing.markup import Marked
from apps.uploads.parsing.structured.records import MAX_TEXT_CHARS, clean_text
from apps.uploads.parsing.values import dict_of, list_of, name_of, text_of

MAX_PIECES = 10_000
PEOPLE = frozenset(("mention", "mention_name"))


def read_text(record: dict[str, Any]) -> Marked:
    value = record.get("text")
    if not isinstance(value, list):
        entities = list_of(record.get("text_entities"))
        value = entities if entities and _has_more(entities, value) else [value]
    return read_pieces(value)


def read_pieces(pieces: list[Any]) -> Marked:
    pieces = pieces[:MAX_PIECES]
    if len(pieces) == 1 and not isinstance(pieces[0], dict):
        return Marked(text_of(pieces[0]))
    entities = [piece for piece in pieces if isinstance(piece, dict)]
    text = clean_text("".join(map(_piece, pieces))[:MAX_TEXT_CHARS])
    links = dict.fromkeys(name_of(one.get("href")) for one in entities if one.get("href"))
    mentions = (name_of(one.get("text")).removeprefix("@") for one in entities if _is_person(one))
    return Marked(
        text,
        tuple(link for link in links if link and link not in text),
        tuple(dict.fromkeys(filter(None, mentions))),
    )


def plain_text(value: Any) -> str:
    """Return the words of a title or an answer: a string, a list of pieces, or an object that holds either."""
    if isinstance(value, dict):
        value = value.get("text")
    return read_pieces(value).text if isinstance(value, list) else text_of(value)


def _has_more(entities: list[Any], text: Any) -> bool:
    """Entities beside the text are the same in pieces; only ones with an address or a person tell more."""
    return not text or any(dict_of(one).get("type") != "plain" for one in entities)


def _piece(piece: Any) -> str:
    value = piece.get("text") if isinstance(piece, dict) else piece
    return value if isinstance(value, str) else text_of(value)


def _is_person(entity: dict[str, Any]) -> bool:
    kind = entity.get("type")
    return isinstance(kind, str) and kind in PEOPLE
