"""WeChat's messages, from any of the programs' files."""

import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample
from apps.uploads.parsing.json_items import iter_items, read_head
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.structured.csv_rows import iter_rows
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample
from apps.uploads.parsing.unknown_kinds import UnknownKinds
from apps.uploads.parsing.values import dict_of, dicts_of, int_of, moment_of, name_of, ref_of, text_of
from apps.uploads.parsing.wechat import exporter, memotrace
from apps.uploads.parsing.wechat.build import build_message
from apps.uploads.parsing.wechat.kinds import APP_FILE, type_of_word

COLUMNS = (
    "localId", "TalkerId", "Type", "SubType", "IsSender", "CreateTime", "Status", "StrContent", "StrTime",
    "Remark", "NickName", "Sender",
)  # fmt: skip
CSV_HEADER = re.compile(r'\ufeff?"?localId"?,"?TalkerId"?,"?Type"?,')
WEFLOW = re.compile(r'"weflow"\s*:|"senderUsername"\s*:|"senderID"\s*:')
ME = "Me"


class WeChatParser:
    name = "wechat"
    label = "WeChat export"
    family = "wechat"
    extensions = (".csv", ".json", ".html", ".txt")
    guide = (
        "WeChat itself exports no chats; on a computer, WeChatMsg (MemoTrace) and WeFlow read its database, and "
        "WechatExporter reads an iPhone's backup.",
        "In WeChatMsg choose a contact or group and export it as CSV; in WeFlow export it as JSON; in WechatExporter "
        "export it as text, or as a page with all messages on it.",
        "Upload the file, or a zip of several.",
    )
    remarks = (
        "Texts, kinds of files, calls and notices are kept. Which message was answered only WeFlow tells. The newer "
        "tables of WeChatMsg and WechatExporter leave the zone of their times open."
    )

    def sniff(self, sample: Sample) -> float:
        if CSV_HEADER.match(sample.text) and "StrContent" in sample.text[:500]:
            return 0.98
        if memotrace.HEADER.match(sample.text):
            return 0.98
        if exporter.sniff_page(sample.text):
            return 0.99
        is_weflow = sample.text.lstrip().startswith("{") and WEFLOW.search(sample.text)
        if is_weflow and '"createTime"' in sample.text:
            return 0.98
        return exporter.sniff_text(sample.text)

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        source.seek(0)
        unknown = UnknownKinds()
        read = _choose_reader(decode_sample(source.read(SAMPLE_BYTES)))
        yield from read(source, options, report, unknown)
        unknown.tell(report)


def _choose_reader(beginning: str) -> Callable[..., Iterator[ParsedMessage]]:
    if beginning.lstrip().startswith("{"):
        return _read_weflow
    if exporter.sniff_page(beginning):
        return exporter.read_page
    if exporter.sniff_text(beginning):
        return exporter.read_text
    return memotrace.read if memotrace.HEADER.match(beginning) else _read_csv


def _read_weflow(
    source: BinaryIO, options: ParseOptions, report: ParseReport, unknown: UnknownKinds
) -> Iterator[ParsedMessage]:
    report.recognised_by = "The file holds a `session` and `messages` as WeFlow writes them."
    head = read_head(source, "messages.item", keys=("session", "senders"))
    session = dict_of(head.get("session"))
    senders = {ref_of(one.get("senderID")): one for one in dicts_of(head.get("senders"))}
    names = (name_of(session.get(key)) for key in ("displayName", "remark", "nickname"))
    conversation = next(filter(None, names), "") or conversation_name(options.filename)
    for item in iter_items(source, report, "messages.item"):
        record = item.value
        number = int_of(record.get("localType"))
        word = text_of(record.get("type"))
        number = type_of_word(word) if number is None else number
        listed = senders.get(ref_of(record.get("senderID")), {})
        yield build_message(
            number,
            APP_FILE if "文件" in word else None,
            record.get("content"),
            unknown,
            word=word,
            conversation=conversation,
            conversation_ref=ref_of(session.get("wxid")),
            sender=_name_of_sender(record, listed),
            sender_ref=ref_of(record.get("senderUsername")) or ref_of(listed.get("wxid")),
            reply_to_ref=ref_of(record.get("replyToMessageId")),
            sent_at=moment_of(record.get("createTime")),
            source_ref=ref_of(
                record.get("platformMessageId") or record.get("serverId") or record.get("localId")
            )
            or f"item {item.position}",
        )


def _name_of_sender(record: dict[str, Any], listed: dict[str, Any]) -> str:
    """Return the name in a message, else in the list of senders that shorter exports have."""
    names = (
        record.get("senderDisplayName"),
        listed.get("groupNickname"),
        listed.get("displayName"),
        listed.get("nickname"),
        record.get("senderUsername"),
        listed.get("wxid"),
    )
    return next(filter(None, map(name_of, names)), "")


def _read_csv(
    source: BinaryIO, options: ParseOptions, report: ParseReport, unknown: UnknownKinds
) -> Iterator[ParsedMessage]:
    report.recognised_by = "The table has WeChat's own columns, as WeChatMsg writes them."
    conversation, first_talker = conversation_name(options.filename), None
    for line, cells in iter_rows(source, report, preamble_lines=1):
        if len(cells) < COLUMNS.index("StrTime"):
            report.skip(line, "The row has too few cells.", ",".join(cells))
            continue
        record = dict(zip(COLUMNS, cells, strict=False))
        talker = record["TalkerId"]
        first_talker = talker if first_talker is None else first_talker
        is_own = record["IsSender"] == "1"
        names = (name_of(record.get(key, "")) for key in ("Remark", "NickName", "Sender"))
        yield build_message(
            int_of(record["Type"]),
            int_of(record["SubType"]),
            record["StrContent"],
            unknown,
            word=record["Type"],
            conversation=conversation if talker == first_talker else f"{conversation} ({talker[:40]})",
            sender=next(filter(None, names), ME if is_own else ""),
            sender_ref=ref_of(record.get("Sender", "")),
            sent_at=moment_of(record["CreateTime"]),
            source_ref=ref_of(record["localId"]) or f"line {line}",
        )
