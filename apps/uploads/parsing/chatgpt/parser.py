"""ChatGPT's conversations as messages."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from apps.uploads.parsing.base import (
    MESSAGE,
    SYSTEM,
    ParsedMessage,
    ParseOptions,
    ParseReport,
    Sample,
    Unit,
)
from apps.uploads.parsing.chatgpt.branch import choose_branch, count_messages
from apps.uploads.parsing.chatgpt.content import CONTEXT, KNOWN, THOUGHTS, read_content
from apps.uploads.parsing.chatgpt.page import find_data, is_page
from apps.uploads.parsing.claims import beside, claim_named
from apps.uploads.parsing.json_items import iter_items
from apps.uploads.parsing.names import conversation_name, words
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample
from apps.uploads.parsing.tree import OpenFiles, Tree
from apps.uploads.parsing.unknown_kinds import UnknownKinds
from apps.uploads.parsing.values import dict_of, moment_of, name_of, ref_of, text_of

MAPPING = re.compile(r'"mapping"\s*:\s*\{')
LIST = re.compile(r'"conversations"\s*:\s*\[')
NODE = re.compile(r'"(?:message|children|parent)"\s*:')
OPENING = re.compile(r"\s*[\[{]")
FILE = re.compile(r"conversations(?:-\d+)?\.json", re.IGNORECASE)
BESIDE = words(
    "user.json message_feedback.json model_comparisons.json shared_conversations.json group_chats.json chat.html "
    "shopping.json sora.json user_settings.json export_manifest.json conversation_asset_file_names.json "
    "library_files.json sectioned_conversations.json ads.json assets.json"
)
FOLDERS_BESIDE = ("textdocs/", "sites/")
"""Documents of the canvas, and pages that were published."""
GROUPS, EMPTY_GROUPS_BYTES = "group_chats.json", 40
SPEAKERS = ("user", "assistant")


class ChatGptParser:
    name = "chatgpt"
    label = "ChatGPT conversations"
    family = "chatgpt"
    extensions = (".json", ".html")
    guide = (
        "In ChatGPT, open Settings, then Data controls, then Export data, and confirm.",
        "A link comes by e-mail; it is good for 24 hours.",
        "Upload the zip as it is, or the conversations.json inside it.",
    )
    remarks = (
        "The last shown branch of each conversation is kept, with files and cited addresses; earlier versions of "
        "edited questions and regenerated answers are counted only. Tools' output and thoughts are kept as events."
    )

    def sniff(self, sample: Sample) -> float:
        text = sample.text
        is_json = OPENING.match(text) or is_page(text)
        found = is_json and (mapping := MAPPING.search(text)) and NODE.search(text, mapping.end())
        return 0.98 if found else 0.0

    def claim(self, tree: Tree) -> list[Unit]:
        """Group chats, mostly `{"chats": []}`, are read by what is found in them."""
        units = claim_named(tree, self, FILE, BESIDE)
        tree.helpers -= {file.path for file in tree.named(GROUPS) if file.size_bytes > EMPTY_GROUPS_BYTES}
        beside_them = tuple(
            beside(unit.path.rpartition("/")[0], folder) for unit in units for folder in FOLDERS_BESIDE
        )
        tree.take_as_helper(*(file.path for file in tree.readable() if file.path.startswith(beside_them)))
        return units

    def parse_unit(
        self, unit: Unit, files: OpenFiles, options: ParseOptions, report: ParseReport
    ) -> Iterator[ParsedMessage]:
        return self.parse(files.open(unit.path), options, report)

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        report.recognised_by = "Conversations hold their messages as a tree of nodes, `mapping`."
        reader = _Reader(options, report)
        source = find_data(source) or source
        paths = ("",) if _is_single(source) else ("item", "conversations.item")
        for item in iter_items(source, report, *paths):
            yield from reader.read(item.value, item.position)
        reader.tell()


class _Reader:
    def __init__(self, options: ParseOptions, report: ParseReport) -> None:
        self._file_name = conversation_name(options.filename)
        self._report, self._unknown = report, UnknownKinds()
        self._other_branches = self._hidden = 0

    def read(self, conversation: dict[str, Any], position: int) -> Iterator[ParsedMessage]:
        if not isinstance(conversation.get("mapping"), dict):
            self._report.skip(
                position, "This is no conversation with a `mapping`.", ", ".join(conversation)[:200]
            )
            return
        name = name_of(conversation.get("title")) or self._file_name
        identity = ref_of(conversation.get("conversation_id")) or ref_of(conversation.get("id"))
        branch = choose_branch(conversation)
        shown = sum(_role(message) in SPEAKERS for _, message in branch)
        self._other_branches += count_messages(conversation) - shown
        for key, message in branch:
            if found := self._read_message(message, key, name, identity, position):
                yield found

    def _read_message(
        self, message: dict[str, Any], key: str, name: str, identity: str, position: int
    ) -> ParsedMessage | None:
        content_type = text_of(dict_of(message.get("content")).get("content_type"))
        content = read_content(message)
        is_empty = not content.text and not content.attachments
        if is_empty and (not content_type or content_type in KNOWN):
            return None
        if content_type in CONTEXT or _is_hidden(message):
            self._hidden += 1
            return None
        if content_type and content_type not in KNOWN:
            self._unknown.add(content_type)
        if is_empty:
            self._report.skip(position, "A message of an unknown kind has no text.", content_type)
            return None
        role = _role(message)
        is_spoken = role in SPEAKERS and content_type not in THOUGHTS
        return ParsedMessage(
            name,
            role if is_spoken else _actor(message),
            moment_of(message.get("create_time")),
            content.text,
            MESSAGE if is_spoken else SYSTEM,
            source_ref=ref_of(message.get("id")) or ref_of(key),
            attachments=content.attachments,
            conversation_ref=identity,
            links=content.links,
        )

    def tell(self) -> None:
        self._unknown.tell(self._report)
        if self._other_branches > 0:
            self._report.warn(
                "Messages of branches that were not shown last (edited questions, regenerated answers) were left out: "
                f"{self._other_branches}."
            )
        if self._hidden:
            self._report.warn(
                f"Hidden messages, such as standing instructions, were left out: {self._hidden}."
            )


def _is_single(source: BinaryIO) -> bool:
    """Return whether the document is one conversation, as browser extensions save it."""
    source.seek(0)
    text = decode_sample(source.read(SAMPLE_BYTES))
    mapping = MAPPING.search(text)
    return text.lstrip().startswith("{") and not LIST.search(
        text, 0, mapping.start() if mapping else len(text)
    )


def _role(message: dict[str, Any]) -> str:
    return text_of(dict_of(message.get("author")).get("role"))


def _actor(message: dict[str, Any]) -> str | None:
    return name_of(dict_of(message.get("author")).get("name")) or name_of(_role(message)) or None


def _is_hidden(message: dict[str, Any]) -> bool:
    return dict_of(message.get("metadata")).get("is_visually_hidden_from_conversation") is True
