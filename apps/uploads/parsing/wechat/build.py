"""A message from the fields that every kind of export has."""

from typing import Any

from apps.uploads.parsing.base import ParsedMessage
from apps.uploads.parsing.unknown_kinds import UnknownKinds
from apps.uploads.parsing.values import text_of
from apps.uploads.parsing.wechat.kinds import KNOWN, read_meaning


def build_message(
    number: int | None, subtype: int | None, content: Any, unknown: UnknownKinds, *, word: str, **fields: Any
) -> ParsedMessage:
    """Return the message; `number` and `subtype` are WeChat's own, `word` is how the export calls the type."""
    if number not in KNOWN:
        unknown.add(word or "without a type")
    meaning = read_meaning(number, subtype, text_of(content))
    return ParsedMessage(
        text=meaning.text,
        kind=meaning.kind,
        attachments=meaning.attachments,
        links=meaning.links,
        precision="second" if fields["sent_at"] else "",
        **{**fields, "sender": fields["sender"] or None},
    )
