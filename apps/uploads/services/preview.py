"""Looking at a unit that waits for its uploader, before anything of it is stored.

`SourceFile.preview` then is `{"messages": [...], "choices": {subject: {value: [...]}}}`: the first PREVIEW_MESSAGES as
they would be read now, and of each question the first CHOICE_MESSAGES as each of its choices would read them. A message
is `{sender, sent_at, local_time, kind, text, source_ref, files}`.
"""

from collections.abc import Iterator
from contextlib import closing
from itertools import islice

from apps.uploads.jobs.runner import Work
from apps.uploads.models import SourceState
from apps.uploads.parsing.base import Inference, ParsedMessage, UnreadableExport
from apps.uploads.parsing.registry import ParsedSource
from apps.uploads.parsing.report import ReportBuilder, utc_text
from apps.uploads.services.close_source import close_source, count_closed_bytes, describe_file
from apps.uploads.services.reading import Reading

PREVIEW_MESSAGES = 50
CHOICE_MESSAGES = 10
MAX_TEXT_CHARS = 500
MAX_FILES = 5
LOOK_ITEMS = 20_000
"""Messages looked at between two signs of life."""


def preview_unit(
    work: Work,
    reading: Reading,
    parsed: ParsedSource,
    messages: Iterator[ParsedMessage],
    builder: ReportBuilder,
) -> None:
    """Read the rest of a unit without storing it, and leave it waiting with report and preview."""
    first = list(islice(messages, PREVIEW_MESSAGES))
    try:
        _look_through(work, reading, parsed, messages)
    except UnreadableExport as damage:
        parsed.report.warn(damage.message)
    questions = parsed.report.questions
    preview = {
        "messages": [describe_message(message) for message in first],
        "choices": {question.subject: preview_choices(reading, question) for question in questions},
    }
    report = describe_file(parsed.report, parsed.parser.label, builder)
    close_source(work, reading.source, SourceState.WAITING, report, preview=preview)
    for question in questions:
        work.log(f"{reading.source.path} waits for your choice: {question.explanation}")


def _look_through(
    work: Work, reading: Reading, parsed: ParsedSource, messages: Iterator[ParsedMessage]
) -> None:
    """Draw all messages, telling how far it is, and stopping where somebody cancels."""
    bytes_before = count_closed_bytes(reading.source.upload)
    while next(islice(messages, LOOK_ITEMS - 1, LOOK_ITEMS), None) is not None:
        with work.commit() as row:
            row.stage_done = min(row.stage_total, bytes_before + parsed.position_bytes())


def preview_choices(reading: Reading, question: Inference) -> dict[str, list[dict]]:
    """Return the first messages as each choice would read them; of columns, only all together make a reading."""
    if question.subject == "columns":
        return {}
    return {
        choice.value: _read_beginning(reading.choose(question.subject, choice.value))
        for choice in question.choices
    }


def _read_beginning(reading: Reading) -> list[dict]:
    try:
        with closing(reading.start().messages) as messages:
            return [describe_message(message) for message in islice(messages, CHOICE_MESSAGES)]
    except UnreadableExport:
        return []


def describe_message(message: ParsedMessage) -> dict:
    return {
        "sender": message.sender,
        "sent_at": utc_text(message.sent_at) if message.sent_at else None,
        "local_time": message.local_time,
        "kind": message.kind,
        "text": message.text[:MAX_TEXT_CHARS],
        "source_ref": message.source_ref,
        "files": [file.name or file.type for file in message.attachments[:MAX_FILES]],
    }
