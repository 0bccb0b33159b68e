"""`data.json` of signal-export: a message a line, with the fields of the text beside it."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO

from apps.uploads.parsing.base import ParseReport
from apps.uploads.parsing.json_lines import iter_json_lines
from apps.uploads.parsing.signal.exported import NO_SENDER, Exported
from apps.uploads.parsing.signal.markdown import DELETED_TEXT
from apps.uploads.parsing.values import dict_of, dicts_of, list_of, local_of, moment_of, name_of, text_of

KEYS = tuple(re.compile(rf'"{key}"\s*:') for key in ("date", "sender", "body", "quote", "sticker"))
MARK_OF_QUOTE = re.compile(r"^> ?", re.MULTILINE)


def looks_like_json_lines(text: str) -> bool:
    return text.lstrip().startswith("{") and all(key.search(text) for key in KEYS)


def read_json_lines(source: BinaryIO, report: ParseReport) -> Iterator[Exported]:
    for number, record in iter_json_lines(source, report):
        if "sender" in record or "body" in record:
            yield _read(record, number)
        else:
            report.skip(
                number, "This is no message: it has neither sender nor body.", ", ".join(record)[:200]
            )


def _read(record: dict[str, Any], number: int) -> Exported:
    sender, text = name_of(record.get("sender")), text_of(record.get("body"))
    sticker = record.get("sticker")
    emoji = dict_of(sticker).get("emoji") if isinstance(sticker, dict) else sticker
    return Exported(
        position=number,
        place=f"line {number}",
        sender="" if sender == NO_SENDER else sender,
        local=_local_of(record.get("date")),
        shown_time=text_of(record.get("date")),
        text="" if text == DELETED_TEXT else text,
        is_deleted=record.get("deleted") is True or text == DELETED_TEXT,
        is_call=record.get("call") is True,
        quote=MARK_OF_QUOTE.sub("", text_of(record.get("quote"))),
        sticker=text_of(emoji) or ("sticker" if isinstance(sticker, dict) and sticker else ""),
        files=tuple(filter(None, (_file_name(item) for item in dicts_of(record.get("attachments"))))),
        reactions=tuple(_reactions_of(record.get("reactions"))),
    )


def _local_of(value: Any) -> datetime | None:
    """Some versions write an offset; then the moment is what counts, and the clock is taken for UTC's."""
    if local := local_of(value):
        return local
    moment = moment_of(value)
    return moment.replace(tzinfo=None) if moment else None


def _file_name(item: dict[str, Any]) -> str:
    return text_of(item.get("name")) or text_of(item.get("path")).rpartition("/")[2]


def _reactions_of(value: Any) -> Iterator[tuple[str, str]]:
    """Yield emoji and name: a reaction is a list of name and emoji, or an object with these keys."""
    for item in list_of(value)[:1000]:
        if isinstance(item, dict):
            yield text_of(item.get("emoji")), name_of(item.get("name"))
        elif len(pair := list_of(item)) == 2:
            yield text_of(pair[1]), name_of(pair[0])
