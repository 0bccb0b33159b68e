"""The tables of newer versions of WeChatMsg (MemoTrace): `消息ID,类型,发送人,时间,内容,备注,昵称,更多信息`.

The type is a word, times are of the exporter's clock, to the second.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport
from apps.uploads.parsing.clock import LocalClock, is_plausible
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.structured.csv_rows import iter_rows
from apps.uploads.parsing.unknown_kinds import UnknownKinds
from apps.uploads.parsing.values import name_of, ref_of
from apps.uploads.parsing.wechat.build import build_message
from apps.uploads.parsing.wechat.kinds import APP_FILE, type_of_word

HEADER = re.compile(r'\ufeff?"?消息ID"?,"?类型"?,"?发送人"?,"?时间"?,"?内容')
MIN_CELLS = 5


def read(
    source: BinaryIO, options: ParseOptions, report: ParseReport, unknown: UnknownKinds
) -> Iterator[ParsedMessage]:
    report.recognised_by = "The table has the Chinese columns that newer versions of WeChatMsg write."
    conversation, clock = conversation_name(options.filename), LocalClock(options, report)
    for line, cells in iter_rows(source, report, preamble_lines=1):
        if len(cells) < MIN_CELLS:
            report.skip(line, "The row has too few cells.", ",".join(cells))
            continue
        number, word, sender, written, content = cells[:MIN_CELLS]
        local = _read_time(written)
        if local is None:
            report.skip(
                line, "There is no such date or time; the message was kept without it.", ",".join(cells)
            )
        yield build_message(
            type_of_word(word),
            APP_FILE if "文件" in word else None,
            content,
            unknown,
            word=word,
            conversation=conversation,
            sender=name_of(sender),
            sent_at=None if local is None else clock.to_utc(local),
            local_time="" if local is None else local.isoformat(),
            source_ref=ref_of(number) or f"line {line}",
        )


def _read_time(written: str) -> datetime | None:
    try:
        local = datetime.fromisoformat(written.strip()).replace(tzinfo=None)
    except ValueError:
        return None
    return local if is_plausible(local) else None
