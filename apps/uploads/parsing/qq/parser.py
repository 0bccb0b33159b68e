"""QQ's messages, from either program's file."""

from collections.abc import Iterator
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample
from apps.uploads.parsing.qq import exporter, text_export
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample


class QqParser:
    name = "qq"
    label = "QQ export"
    family = "qq"
    extensions = (".txt", ".json")
    guide = (
        "In QQ on a computer, open the message manager (消息管理器).",
        "Right-click a contact or group, choose to export its messages (导出消息记录), and the type text (.txt).",
        "Newer QQ has no export; the program QQChatExporter reads its messages and writes them as JSON.",
        "Upload the file.",
    )
    remarks = (
        "Names, numbers, times and words are kept; of QQChatExporter also replies, mentions, files and what was taken "
        "back. QQ's own text tells pictures by a mark only, and replies not at all."
    )

    def sniff(self, sample: Sample) -> float:
        if sample.text.lstrip().startswith("{"):
            return exporter.sniff(sample.text)
        return text_export.sniff(sample.text)

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        source.seek(0)
        is_json = decode_sample(source.read(SAMPLE_BYTES)).lstrip().startswith("{")
        return (exporter if is_json else text_export).read(source, options, report)
