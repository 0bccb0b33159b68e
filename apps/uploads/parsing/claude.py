"""Claude's data export: `conversations.json` in a zip.

An array of conversations (also `{"conversations": […]}` or a single one) with `chat_messages` by `human` and
`assistant`. `text` may join thoughts and answer, so the `content` blocks of type `text` are preferred; thoughts and the
use of tools are left out. Pasted documents are `attachments` with their words in `extracted_content`, which are the
message where it has no others; uploads are `files`. Times are ISO 8601 in UTC; one whose offset is cut off (`…240+`) is
read as UTC too, and counted as mended. Edited questions and repeated answers stand beside those they replaced.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

from apps.uploads.parsing.base import Attachment, ParsedMessage, ParseOptions, ParseReport, Sample, Unit
from apps.uploads.parsing.claims import beside, claim_named
from apps.uploads.parsing.clock import LocalClock
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.json_items import Item, iter_heads, iter_items
from apps.uploads.parsing.names import conversation_name, words
from apps.uploads.parsing.structured.records import MAX_TEXT_CHARS
from apps.uploads.parsing.tree import OpenFiles, Tree
from apps.uploads.parsing.values import (
    dict_of,
    dicts_of,
    local_of,
    moment_of,
    name_of,
    ref_of,
    size_of,
    text_of,
)

PATHS = ("item.chat_messages.item", "conversations.item.chat_messages.item", "chat_messages.item")
MESSAGES = re.compile(r'"chat_messages"\s*:\s*\[')
FILE = re.compile(r"conversations(?:-\d+)?\.json", re.IGNORECASE)
BESIDE = words("users.json projects.json memories.json")
CUT_OFFSET = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?)[+-]$")
UNSHOWN = re.compile(r"(?:```\n)?This block is not supported on your current device yet\.(?:\n```)?")
"""What the joined text says in place of the use of a tool."""
PASTED = "Pasted text"


class ClaudeParser:
    name = "claude"
    label = "Claude conversations"
    family = "claude"
    extensions = (".json",)
    guide = (
        "In Claude, open Settings, then Privacy, then Export data.",
        "A link comes by e-mail; it is good for 24 hours.",
        "Upload the zip as it is, or the conversations.json inside it.",
    )
    remarks = (
        "Questions, answers, cited addresses and the names of files are kept; thoughts, the use of tools, projects and "
        "memories are left out."
    )

    def sniff(self, sample: Sample) -> float:
        return 0.98 if sample.text.lstrip()[:1] in ("[", "{") and MESSAGES.search(sample.text) else 0.0

    def claim(self, tree: Tree) -> list[Unit]:
        units = claim_named(tree, self, FILE, BESIDE)
        projects = [beside(unit.path.rpartition("/")[0], "projects/") for unit in units]
        tree.take_as_helper(*(file.path for file in tree.readable() if file.path.startswith(tuple(projects))))
        return units

    def parse_unit(
        self, unit: Unit, files: OpenFiles, options: ParseOptions, report: ParseReport
    ) -> Iterator[ParsedMessage]:
        return self.parse(files.open(unit.path), options, report)

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        report.recognised_by = "Conversations hold their messages in `chat_messages`."
        heads = list(iter_heads(source, *PATHS))
        reader = _Reader(options, report)
        last, number = None, -1
        for item in iter_items(source, report, *PATHS):
            if item.head is not last:
                last, number = item.head, number + 1
            whole = heads[number] if number < len(heads) else {}
            yield reader.read(item, {**whole, **item.head})


class _Reader:
    def __init__(self, options: ParseOptions, report: ParseReport) -> None:
        self._file_name = conversation_name(options.filename)
        self._clock, self._report = LocalClock(options, report), report

    def read(self, item: Item, conversation: dict[str, Any]) -> ParsedMessage:
        message = item.value
        text, links = _words_of(message)
        sent_at, local_time = self._moment(message.get("created_at"), item.position)
        return ParsedMessage(
            name_of(conversation.get("name")) or name_of(conversation.get("title")) or self._file_name,
            name_of(message.get("sender")) or name_of(message.get("role")) or None,
            sent_at,
            text,
            local_time=local_time,
            source_ref=ref_of(message.get("uuid")) or f"item {item.position}",
            attachments=tuple(_files_of(message)),
            conversation_ref=ref_of(conversation.get("uuid")),
            links=tuple(link for link in links if link not in text),
        )

    def _moment(self, value: Any, position: int) -> tuple[datetime | None, str]:
        """Return the moment, and as the clock showed it if it is written without zone."""
        if value is None or value == "":
            return None, ""
        if moment := moment_of(value):
            return moment, ""
        if local := local_of(value):
            return self._clock.to_utc(local), local.isoformat()
        cut = CUT_OFFSET.match(value) if isinstance(value, str) else None
        if cut and (local := local_of(cut[1])):
            self._report.repair("Times whose offset is cut off, read as UTC")
            return local.replace(tzinfo=UTC), ""
        self._report.skip(position, "The time cannot be read; the message was kept without it.", str(value))
        return None, ""


def _words_of(message: dict[str, Any]) -> tuple[str, list[str]]:
    """Return the text, and the addresses it cites."""
    blocks = [block for block in dicts_of(message.get("content")) if block.get("type", "text") == "text"]
    texts = filter(None, (text_of(block.get("text")) for block in blocks))
    cited = (citation for block in blocks for citation in dicts_of(block.get("citations")))
    addresses = (text_of(one.get("url")) or text_of(dict_of(one.get("details")).get("url")) for one in cited)
    links = dict.fromkeys(address for address in addresses if address.startswith(("http://", "https://")))
    joined = text_of(message.get("text")) or text_of(message.get("content"))
    return "\n\n".join(texts) or UNSHOWN.sub("", joined).strip() or _pasted_words(message), list(links)


def _pasted_words(message: dict[str, Any]) -> str:
    """Return what somebody pasted in place of words: long texts become attachments without a name."""
    pasted = (file for file in dicts_of(message.get("attachments")) if not name_of(file.get("file_name")))
    return "\n\n".join(filter(None, (text_of(file.get("extracted_content")) for file in pasted)))[
        :MAX_TEXT_CHARS
    ]


def _files_of(message: dict[str, Any]) -> Iterator[Attachment]:
    """A document whose words were read is listed twice, by its name."""
    attached = list(dicts_of(message.get("attachments")))
    names = {name for file in attached if (name := name_of(file.get("file_name")))}
    uploaded = (
        file for file in dicts_of(message.get("files")) if name_of(file.get("file_name")) not in names
    )
    for file in (*attached, *uploaded):
        name = name_of(file.get("file_name"))
        stated = text_of(file.get("file_type"))
        kind = guess_type(name, stated if "/" in stated else "")
        yield Attachment(name or PASTED, kind, size_of(file.get("file_size")))
