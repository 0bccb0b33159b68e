"""The blocks of DiscordChatExporter's plain text: a banner, messages, a footer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from apps.uploads.parsing.base import Attachment, ParsedMessage, Reaction
from apps.uploads.parsing.discord.csv_export import ADDRESS_END, name_file
from apps.uploads.parsing.discord.dates import DateMoment
from apps.uploads.parsing.discord.sentences import tell_kind
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.names import clean_name
from apps.uploads.parsing.structured.records import clean_text

BANNER = "=" * 62
HEADER = re.compile(r"\[([^\[\]]{6,60})\] (.{1,200}?)( \(pinned\))?$")
DIGIT_PAIRS = re.compile(r"\d[^\d]{1,3}\d")
FOOTER = re.compile(r"Exported ([\d.,\u00a0\u202f' ]{1,20}) message\(s\)")
SECTION = re.compile(r"\{(Attachments|Embed|Stickers|Reactions|Forwarded Message|Poll)\}$")
REACTION = re.compile(r"(\S{1,64})(?: \((\d{1,7})\))?(?: |$)")
MAX_BANNER_LINES = 200
DIRECT = "Direct Messages"


@dataclass(slots=True)
class Banner:
    guild: str = ""
    channel: str = ""
    stated_count: int | None = None


@dataclass(slots=True)
class Block:
    """One message: the line of its header, from 1, what the header says and the lines below it."""

    line: int
    date: str
    sender: str
    lines: list[str] = field(default_factory=list)


def read_banner(lines: Iterator[str], banner: Banner) -> None:
    """Take the lines up to the banner's end."""
    bars = 0
    for number, line in enumerate(lines):
        bars += line == BANNER
        if bars == 2 or number > MAX_BANNER_LINES:
            return
        key, _, value = line.partition(": ")
        if key in ("Guild", "Server"):
            banner.guild = clean_name(value)
        elif key == "Channel":
            banner.channel = clean_name(value)


def iter_blocks(lines: Iterator[str], banner: Banner) -> Iterator[Block]:
    """Yield the blocks; a header follows a blank line (or the banner) and looks like `[date] name`."""
    block, was_blank, held = None, True, None
    for number, line in enumerate(lines, start=1):
        if held is not None and (footer := FOOTER.match(line)):
            banner.stated_count = int(re.sub(r"\D", "", footer[1]) or 0)
            break
        if held is not None and block is not None:
            block.lines.append(held)
        held = line if line == BANNER else None
        header = HEADER.match(line) if was_blank and line.startswith("[") else None
        if header and DIGIT_PAIRS.search(header[1]):
            if block is not None:
                yield block
            block = Block(number, header[1], header[2])
        elif block is not None and held is None:
            block.lines.append(line)
        was_blank = not line.strip()
    if block is not None:
        yield block


def read_block(block: Block, moment: DateMoment, banner: Banner, filename: str) -> ParsedMessage:
    sections: dict[str, list[str]] = {"": []}
    name = ""
    for line in block.lines:
        if found := SECTION.match(line):
            name = found[1]
            sections.setdefault(name, [])
        else:
            sections[name].append(line)
    forwarded = _text(sections.get("Forwarded Message", []))
    text = "\n".join(filter(None, (_text(sections[""]), forwarded, _text(sections.get("Poll", [])))))
    text = text or _text(sections.get("Embed", []))
    conversation, ref = name_file(filename)
    return ParsedMessage(
        conversation=name_channel(banner) or conversation,
        conversation_ref=ref,
        sender=clean_name(clean_text(block.sender)) or None,
        sent_at=moment.sent_at,
        local_time=moment.local_time,
        precision=moment.precision,
        text=text,
        kind=tell_kind(text),
        source_ref=f"line {block.line}",
        attachments=tuple(_files(sections)),
        reactions=tuple(_reactions(sections.get("Reactions", []))),
        forwarded_from="unknown" if "Forwarded Message" in sections else "",
    )


def name_channel(banner: Banner) -> str:
    """Return `guild / channel`; the banner has the category before the channel."""
    channel = banner.channel.rpartition(" / ")[2]
    parts = [channel] if banner.guild == DIRECT else [banner.guild, channel]
    return " / ".join(filter(None, parts))


def _text(lines: list[str]) -> str:
    return clean_text("\n".join(lines))


def _files(sections: dict[str, list[str]]) -> Iterator[Attachment]:
    for section in ("Attachments", "Stickers"):
        for address in filter(None, map(str.strip, sections.get(section, []))):
            name = clean_text(ADDRESS_END.sub("", address).rstrip("/").rpartition("/")[2])[:255]
            yield Attachment(name, "sticker" if section == "Stickers" else guess_type(name))


def _reactions(lines: list[str]) -> Iterator[Reaction]:
    for found in REACTION.finditer(" ".join(lines)):
        yield Reaction(clean_text(found[1]), max(int(found[2] or 1), 1))
