"""Which parsers there are, and which of them reads what of an upload.

Bundle parsers first take the files that make chats together; every other file is read by itself. Its content decides
how; the file's extension only breaks a tie, so a wrong one does no harm.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from apps.uploads.parsing.base import (
    BundleParser,
    Format,
    ParsedMessage,
    ParseOptions,
    Parser,
    ParseReport,
    Sample,
    Unit,
    UnreadableExport,
)
from apps.uploads.parsing.binary import TEXT, read_ends, tell_kind
from apps.uploads.parsing.chatgpt import ChatGptParser
from apps.uploads.parsing.claude import ClaudeParser
from apps.uploads.parsing.discord import DiscordParser
from apps.uploads.parsing.documents import DocxParser, HtmlParser, MarkdownParser, PdfParser
from apps.uploads.parsing.google_chat import GoogleChatParser
from apps.uploads.parsing.imazing import ImazingParser
from apps.uploads.parsing.imessage import ImessageParser
from apps.uploads.parsing.irc import IrcParser
from apps.uploads.parsing.kakaotalk import KakaoTalkParser
from apps.uploads.parsing.line import LineParser
from apps.uploads.parsing.matrix import ElementPageParser, ElementTextParser, MatrixParser
from apps.uploads.parsing.mattermost import MattermostParser
from apps.uploads.parsing.mbox import MboxParser
from apps.uploads.parsing.messenger import InstagramParser, MessengerParser
from apps.uploads.parsing.neutral import NeutralParser
from apps.uploads.parsing.plain import PlainTextParser
from apps.uploads.parsing.qq import QqParser
from apps.uploads.parsing.rocketchat import RocketChatParser
from apps.uploads.parsing.signal import SignalParser
from apps.uploads.parsing.sizes import fill_sizes
from apps.uploads.parsing.slack import SlackParser
from apps.uploads.parsing.structured import CsvParser, JsonParser
from apps.uploads.parsing.teams import TeamsParser
from apps.uploads.parsing.telegram import TelegramParser
from apps.uploads.parsing.text import decode_sample
from apps.uploads.parsing.tree import OpenFiles, Tree
from apps.uploads.parsing.wechat import WeChatParser
from apps.uploads.parsing.whatsapp import ChatExporterParser, WhatsAppParser
from apps.uploads.parsing.whatsapp.attached_files import find_attached
from apps.uploads.parsing.zulip import ZulipParser

PARSERS: tuple[Parser, ...] = (
    WhatsAppParser(),
    ChatExporterParser(),
    LineParser(),
    KakaoTalkParser(),
    IrcParser(),
    ChatGptParser(),
    ClaudeParser(),
    ZulipParser(),
    MatrixParser(),
    ElementTextParser(),
    ElementPageParser(),
    QqParser(),
    WeChatParser(),
    MessengerParser(),
    InstagramParser(),
    DiscordParser(),
    SlackParser(),
    MattermostParser(),
    RocketChatParser(),
    TelegramParser(),
    GoogleChatParser(),
    SignalParser(),
    ImessageParser(),
    ImazingParser(),
    TeamsParser(),
    JsonParser(),
    CsvParser(),
    MboxParser(),
    NeutralParser(),
    PdfParser(),
    DocxParser(),
    HtmlParser(),
    MarkdownParser(),
    PlainTextParser(),
)

BUNDLE_PARSERS: tuple[BundleParser, ...] = (
    SlackParser(),
    RocketChatParser(),
    DiscordParser(),
    TelegramParser(),
    ChatGptParser(),
    ClaudeParser(),
    ZulipParser(),
    MessengerParser(),
    InstagramParser(),
    GoogleChatParser(),
    SignalParser(),
    TeamsParser(),
    MatrixParser(),
    ElementPageParser(),
)
"""Asked in this order; each is offered what those before it left."""

DOCUMENTS = (PdfParser, DocxParser, HtmlParser, MarkdownParser)
DOCUMENT_ENDINGS = tuple(ending for parser in DOCUMENTS for ending in parser.extensions)
MAX_JUDGED = 500
"""Files of an archive looked into for a chat."""

FAMILIES = {parser.name: parser.family for parser in (*PARSERS, *BUNDLE_PARSERS)}


@dataclass(frozen=True, slots=True)
class ParsedSource:
    """A unit being read. `messages` streams in file order, and fills `report` as it goes.

    It raises UnreadableExport when nothing can be made of the unit, which may show at its end only.
    """

    parser: Format
    report: ParseReport
    messages: Iterator[ParsedMessage]
    position_bytes: Callable[[], int]
    """Returns how far the messages drawn so far reach into the files, in steps of about a megabyte."""


def family_of(format_name: str) -> str:
    """Return the program whose chats a format holds; of a format nobody reads any more, its name."""
    return FAMILIES.get(format_name, format_name)


def plan(tree: Tree) -> list[Unit]:
    """Return what is to be parsed of an upload, each piece by itself, in the order of the files' paths: a chat that
    goes on from day to day in files of its own is read in the order of its days, however an archive was packed.
    """
    left = dict(tree.files)
    units: list[Unit] = []
    for parser in BUNDLE_PARSERS:
        claimed = parser.claim(_rest_of(tree, left))
        units.extend(claimed)
        for path in [path for unit in claimed for path in unit.paths]:
            left.pop(path, None)
    singles = (file for file in left.values() if file.file is not None and file.path not in tree.helpers)
    units.extend(Unit(file.path, (file.path,)) for file in singles)
    return sorted(units, key=lambda unit: unit.paths[0])


def holds_chat(tree: Tree) -> bool:
    """Return whether any file of a tree is a chat rather than a document or plain text."""
    units = plan(tree)
    if any(unit.format for unit in units):
        return True
    return any(not _is_document(tree, unit) for unit in units[:MAX_JUDGED])


def find_documents(tree: Tree) -> list[str]:
    """Return the paths of what would be read as documents, plain text left aside, and of what was sent in a chat."""
    units = [unit for unit in plan(tree) if not unit.format and unit.path.lower().endswith(DOCUMENT_ENDINGS)]
    documents = [unit.path for unit in units if _is_document(tree, unit)]
    return list(dict.fromkeys([*documents, *find_attached(tree)]))


def _is_document(tree: Tree, unit: Unit) -> bool:
    """What cannot be read at all is no chat either."""
    try:
        return isinstance(detect(tree.files[unit.path].file, unit.path), (*DOCUMENTS, PlainTextParser))
    except UnreadableExport:
        return True


def parse_unit(unit: Unit, tree: Tree, options: ParseOptions) -> ParsedSource:
    """Return the messages of a unit. Raises UnreadableExport, at once or while `messages` is read."""
    files = OpenFiles(tree)
    if unit.format:
        parser = next(parser for parser in BUNDLE_PARSERS if parser.name == unit.format)
        report = ParseReport(format=parser.name)
        found = parser.parse_unit(unit, files, options, report)
    else:
        parser = detect(tree.files[unit.path].file, options.filename or unit.path)
        report = ParseReport(format=parser.name)
        found = _parse_alone(parser, unit, files, options, report)
    return ParsedSource(parser, report, _stream(parser, unit, files, found), files.position_bytes)


def parse_file(path: Path, options: ParseOptions) -> ParsedSource:
    """Return the messages of a lone file, as `parse_unit` does."""
    filename = options.filename or path.name
    tree = Tree.of_file(path, filename)
    return parse_unit(Unit(filename, (filename,)), tree, replace(options, filename=filename))


def detect(path: Path, filename: str) -> Parser:
    """Return the parser for a file. Raises UnreadableExport if it is empty, binary or of no known format."""
    sample = _take_sample(path, filename)
    if sample.kind == TEXT and not sample.text.strip():
        raise UnreadableExport(
            "no_messages", "The file begins with nothing but blanks. Export the chat again."
        )
    suffix = Path(filename).suffix.lower()
    ranked = [(parser.sniff(sample), suffix in parser.extensions, parser) for parser in PARSERS]
    score, _, parser = max(ranked, key=lambda rank: rank[:2])
    if score <= 0:
        raise UnreadableExport(
            "unknown_format",
            "The file is of no format known here. Export the chat as text, JSON or CSV.",
        )
    return parser


def _take_sample(path: Path, filename: str) -> Sample:
    head, tail = read_ends(path)
    kind = tell_kind(head, tail)
    return Sample(filename, decode_sample(head) if kind == TEXT else "", kind)


def _rest_of(tree: Tree, left: dict) -> Tree:
    """Return the tree with the files nobody has taken; media and helping files stay to be looked up."""
    rest = Tree(tree.name, helpers=tree.helpers)
    for file in left.values():
        rest.add(file)
    return rest


def _parse_alone(
    parser: Parser, unit: Unit, files: OpenFiles, options: ParseOptions, report: ParseReport
) -> Iterator[ParsedMessage]:
    source: BinaryIO = files.open(unit.path)
    yield from parser.parse(source, options, report)


def _stream(
    parser: Format, unit: Unit, files: OpenFiles, found: Iterator[ParsedMessage]
) -> Iterator[ParsedMessage]:
    is_empty = True
    try:
        for message in found:
            is_empty = False
            yield fill_sizes(message, unit, files.tree) if message.attachments else message
    finally:
        files.close()
    if is_empty:
        raise UnreadableExport(
            "no_messages",
            f"No message was found, though the file looks like this: {parser.label}. Export it again.",
        )
