"""chatanalysis JSON Lines: the neutral format that this program exports and that others can write.

A JSON object a line, UTF-8: first `{"type": "chatanalysis", "version": 1}`, then conversations, people and messages,
each conversation and person before the messages that name it. `docs/neutral-format.md` describes it with an example,
`docs/neutral-format.schema.json` is its JSON Schema. Unknown keys and unknown types of lines are passed over, so that
later versions may add some; a higher version number is refused, since it means that old keys have another meaning.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any, BinaryIO

import orjson

from apps.uploads.parsing.base import (
    KINDS,
    MESSAGE,
    Attachment,
    ParsedMessage,
    ParseOptions,
    ParseReport,
    Reaction,
    Sample,
    UnreadableExport,
)
from apps.uploads.parsing.clock import LocalClock
from apps.uploads.parsing.json_lines import iter_json_lines
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.neutral_names import Names
from apps.uploads.parsing.values import (
    dicts_of,
    int_of,
    list_of,
    local_of,
    moment_of,
    name_of,
    ref_of,
    size_of,
    text_of,
)

FORMAT, VERSION = "chatanalysis", 1
PRECISIONS = frozenset(("", "day", "minute", "second"))
MAX_LISTED = 1_000


class NeutralParser:
    name = FORMAT
    label = "chatanalysis JSON Lines"
    extensions = (".jsonl",)
    family = FORMAT
    guide = (
        "Open a conversation or a search in chatanalysis and choose Export, JSON Lines.",
        "Or let your own program write the format: docs/neutral-format.md describes it.",
        "Upload the file.",
    )
    remarks = "Keeps everything that chatanalysis knows of a message."

    def sniff(self, sample: Sample) -> float:
        first = sample.text.lstrip().partition("\n")[0]
        if not first.startswith("{") or f'"{FORMAT}"' not in first[:200]:
            return 0.0
        with suppress(ValueError):
            return 1.0 if orjson.loads(first).get("type") == FORMAT else 0.0
        return 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        records = iter_json_lines(source, report)
        _require_version(next(records, (0, {}))[1])
        report.recognised_by = "The first line says so."
        reader = _Reader(options, report)
        for number, record in records:
            match record.get("type"):
                case "conversation":
                    reader.conversations.declare(record)
                case "person":
                    reader.people.declare(record)
                case "message":
                    yield reader.read(record, number)
                case _:
                    report.warn(
                        "Some lines are of a type that this version does not know; they were passed over."
                    )


def _require_version(head: dict[str, Any]) -> None:
    version = int_of(head.get("version"))
    if head.get("type") != FORMAT or version is None:
        raise UnreadableExport(
            "broken_header",
            'The first line must be {"type": "chatanalysis", "version": 1}. Export the file again.',
        )
    if version > VERSION:
        raise UnreadableExport(
            "unsupported_version",
            "The file was written by a newer version of chatanalysis. Update this one, or export an older version.",
        )


class _Reader:
    """Turns message lines into messages, with what was declared before them."""

    def __init__(self, options: ParseOptions, report: ParseReport) -> None:
        self.conversations = Names(keeps_apart=True)
        self.people = Names()
        self._unnamed = conversation_name(options.filename)
        self._clock, self._report = LocalClock(options, report), report

    def read(self, record: dict[str, Any], number: int) -> ParsedMessage:
        conversation = self.conversations.find(record.get("conversation"))
        sender = self.people.find(record.get("sender"))
        sent_at, local_time = self._read_time(record)
        precision = text_of(record.get("precision"))
        return ParsedMessage(
            conversation=conversation.name or self._unnamed,
            conversation_ref=conversation.ref,
            sender=sender.name or None,
            sender_ref=sender.ref if sender.name else "",
            sent_at=sent_at,
            local_time=local_time,
            precision=precision if precision in PRECISIONS else "",
            text=text_of(record.get("text")),
            kind=self._read_kind(record.get("kind", MESSAGE)),
            source_ref=ref_of(record.get("id")) or f"line {number}",
            starts_session=record.get("starts_session") is True,
            is_edited=record.get("is_edited") is True,
            edited_at=moment_of(record.get("edited_at")),
            reply_to_ref=ref_of(record.get("reply_to")),
            thread_ref=ref_of(record.get("thread")),
            attachments=tuple(map(_read_attachment, dicts_of(record.get("attachments")))),
            reactions=tuple(map(_read_reaction, dicts_of(record.get("reactions")))),
            mentions=_read_strings(record.get("mentions")),
            links=_read_strings(record.get("links")),
            forwarded_from=name_of(record.get("forwarded_from")),
        )

    def _read_time(self, record: dict[str, Any]) -> tuple[datetime | None, str]:
        """Return the moment and the clock's time; a moment without zone is taken for a time of the exporter's clock."""
        shown, sent = record.get("local_time"), record.get("sent_at")
        local_time = text_of(shown) if local_of(shown) else ""
        moment = moment_of(sent)
        if moment is None and (local := local_of(sent) or local_of(shown)):
            return self._clock.to_utc(local), local_time or local.isoformat()
        return moment, local_time

    def _read_kind(self, value: Any) -> str:
        kind = text_of(value)
        if kind in KINDS:
            return kind
        self._report.warn(
            f"Messages of a kind that is not known were taken for ordinary ones: {kind[:40]!r}."
        )
        return MESSAGE


def _read_attachment(value: dict[str, Any]) -> Attachment:
    return Attachment(
        name_of(value.get("name")),
        name_of(value.get("type"))[:50] or "file",
        size_of(value.get("size_bytes")),
    )


def _read_reaction(value: dict[str, Any]) -> Reaction:
    senders = _read_strings(value.get("senders"))
    count = int_of(value.get("count"))
    return Reaction(
        name_of(value.get("emoji")) or "?",
        count if count and 0 < count < 2**31 else max(1, len(senders)),
        senders,
    )


def _read_strings(value: Any) -> tuple[str, ...]:
    return tuple(text for text in map(text_of, list_of(value)[:MAX_LISTED]) if text)
