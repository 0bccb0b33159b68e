"""The JSON of WhatsApp-Chat-Exporter as messages."""

from collections.abc import Iterator
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample
from apps.uploads.parsing.whatsapp import exporter


class ChatExporterParser:
    name = "whatsapp_json"
    label = "WhatsApp-Chat-Exporter JSON"
    family = "whatsapp"
    extensions = (".json",)
    guide = (
        "Run WhatsApp-Chat-Exporter (wtsexporter) on a backup of the phone, with the option for JSON.",
        "Upload the file result.json that it writes, or a zip of its folder.",
    )
    remarks = (
        "Keeps exact times, WhatsApp's own ids, replies, reactions, captions, calls, deleted messages, notices and the "
        "names of files. Who made the backup is called You."
    )

    def sniff(self, sample: Sample) -> float:
        return 0.98 if exporter.looks_like_exporter(sample.text) else 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        return exporter.read(source, options, report)
