"""The data package that Discord itself sends on request: what one person wrote, a folder a channel.

    Account/user.json
    Messages/index.json                 {"123": "general in Club", "124": "Direct Message with bob#0"}
    Messages/c123/channel.json          {"id": "123", "type": "GUILD_TEXT", "name": "general", "guild": {…}}
    Messages/c123/messages.json         [{"ID": …, "Timestamp": "2023-05-01 18:30:45", "Contents": …, "Attachments": …}]

Until 2023 the messages were `messages.csv`. Of what others wrote there is nothing; the rest of the package is no chat.
Folders may have names of another language.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from apps.uploads.parsing.base import Attachment, ParsedMessage, ParseReport, Unit
from apps.uploads.parsing.csv_rows import iter_csv_rows
from apps.uploads.parsing.discord.csv_export import ADDRESS_END, TAG
from apps.uploads.parsing.discord.html_message import sent_at_of
from apps.uploads.parsing.discord.words import person_name
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.json_items import iter_items
from apps.uploads.parsing.names import clean_name
from apps.uploads.parsing.text import decode_sample
from apps.uploads.parsing.tree import Tree, TreeFile
from apps.uploads.parsing.values import dict_of, moment_of, name_of, ref_of, text_of

MESSAGES, CHANNEL, INDEX, USER = ("messages.json", "messages.csv"), "channel.json", "index.json", "user.json"
CSV_HEADER = re.compile(r"\s*ID,Timestamp,Contents,Attachments\s*(?:\n|\Z)")
JSON_BEGINNING = re.compile(r'\s*\[\s*\{\s*"ID"\s*:\s*"?\d+"?\s*,\s*"Timestamp"\s*:\s*"')
EMPTY = re.compile(r"\s*\[\s*\]\s*\Z|\s*ID,Timestamp,Contents,Attachments\s*\Z")
README = "README.txt"
DIRECT = re.compile(r"Direct Message with (.+)$")
HEAD_BYTES = 4096
SNOWFLAKE = re.compile(r"\d{15,20}$")
OWNER = "You"
ONLY_OWN = "A data package of Discord holds only what its owner wrote, nothing of what others did."


def looks_like_package(text: str) -> bool:
    return (CSV_HEADER.match(text) or JSON_BEGINNING.match(text)) is not None


def claim_channels(tree: Tree, format_name: str) -> list[Unit]:
    """Return a unit per channel in which something was written; the package's other lists are set aside."""
    units, roots = [], set()
    for file in [file for name in MESSAGES for file in tree.named(name)]:
        head = _read_head(file)
        if _beside(tree, file.folder, CHANNEL) is None or not (looks_like_package(head) or EMPTY.match(head)):
            continue
        roots.add(_above(_above(file.folder)))
        if not EMPTY.match(head):
            units.append(Unit(file.folder, (file.path,), format_name))
    taken = {unit.paths[0] for unit in units}
    for root in roots:
        prefix = f"{root}/" if root else ""
        rest = (file.path for file in tree.readable() if file.path.startswith(prefix) and _is_list(file))
        tree.take_as_helper(*(path for path in rest if path not in taken))
    return units


def _is_list(file: TreeFile) -> bool:
    return file.name.lower().endswith((".json", ".csv")) or file.name == README


def is_package(unit: Unit, tree: Tree) -> bool:
    path = unit.paths[0]
    return path.rpartition("/")[2].lower() in MESSAGES and _beside(tree, unit.path, CHANNEL) is not None


def read_package(source: BinaryIO, folder: str, tree: Tree, report: ParseReport) -> Iterator[ParsedMessage]:
    """Yield what one person wrote in the channel of a folder."""
    channel = _read_object(_beside(tree, folder, CHANNEL))
    ref = ref_of(channel.get("id"))
    index = _read_object(_beside(tree, _above(folder), INDEX))
    name = _name_channel(channel, name_of(index.get(ref))) or f"Channel {ref}".strip()
    return read_own(source, (name, ref), _read_owner(tree, _above(_above(folder))), report)


def read_own(
    source: BinaryIO, channel: tuple[str, str], owner: tuple[str, str], report: ParseReport
) -> Iterator[ParsedMessage]:
    """Yield the messages of a file, all by its `owner` (name and id), in the order of the file."""
    report.recognised_by = "The columns of a data package that Discord sends."
    report.warn(ONLY_OWN)
    for position, record in _records(source, report):
        ref, text = ref_of(record.get("ID")), text_of(record.get("Contents"))
        sent_at = sent_at_of(ref) if SNOWFLAKE.match(ref) else moment_of(record.get("Timestamp"))
        if sent_at is None:
            shown = str(record.get("Timestamp"))[:80]
            report.skip(position, "The time cannot be read; the message was kept without it.", shown)
        yield ParsedMessage(
            conversation=channel[0],
            conversation_ref=channel[1],
            sender=owner[0],
            sender_ref=owner[1],
            sent_at=sent_at,
            text=text,
            source_ref=ref or f"item {position}",
            attachments=tuple(map(_attachment, text_of(record.get("Attachments")).split())),
        )


def _records(source: BinaryIO, report: ParseReport) -> Iterator[tuple[int, dict[str, Any]]]:
    source.seek(0)
    if not CSV_HEADER.match(decode_sample(source.read(HEAD_BYTES))):
        for item in iter_items(source, report, "item"):
            yield item.position, item.value
        return
    yield from iter_csv_rows(source, report)


def _name_channel(channel: dict[str, Any], indexed: str) -> str:
    """Return `guild / channel`, or whom a direct chat is with, which only the index tells."""
    if guild := name_of(dict_of(channel.get("guild")).get("name")):
        return f"{guild} / {name_of(channel.get('name'))}".removesuffix(" / ")[:200]
    direct = DIRECT.match(indexed)
    return TAG.sub("", direct[1]).removesuffix("#0") if direct else name_of(channel.get("name")) or indexed


def _read_owner(tree: Tree, root: str) -> tuple[str, str]:
    for file in tree.named(USER):
        if _above(file.folder) == root:
            user = _read_object(file)
            name = person_name({"name": user.get("username"), "nickname": user.get("global_name")})
            return name or OWNER, ref_of(user.get("id"))
    return OWNER, ""


def _attachment(address: str) -> Attachment:
    name = clean_name(ADDRESS_END.sub("", address).rpartition("/")[2])[:255]
    return Attachment(name, guess_type(name))


def _read_head(file: TreeFile) -> str:
    with file.file.open("rb") as source:
        return decode_sample(source.read(HEAD_BYTES))


def _read_object(file: TreeFile | None) -> dict[str, Any]:
    """Return the JSON object of a small file; empty if it is none."""
    if file is None:
        return {}
    with file.file.open("rb") as source:
        return next((item.value for item in iter_items(source, ParseReport(), "")), {})


def _beside(tree: Tree, folder: str, name: str) -> TreeFile | None:
    file = tree.files.get(f"{folder}/{name}" if folder else name)
    return file if file is not None and file.file is not None else None


def _above(folder: str) -> str:
    return folder.rpartition("/")[0]
