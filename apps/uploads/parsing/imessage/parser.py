"""The parser of what tools write of Apple's Messages."""

from collections.abc import Iterator
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample
from apps.uploads.parsing.imazing import is_of_messages, read_imazing
from apps.uploads.parsing.imessage.bagoup import looks_like_bagoup, read_bagoup
from apps.uploads.parsing.imessage.blocks import iter_blocks
from apps.uploads.parsing.imessage.exporter import ExporterReader, looks_like_exporter
from apps.uploads.parsing.imessage.page import iter_page_blocks, looks_like_page
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample


class ImessageParser:
    name = "imessage"
    label = "iMessage export"
    family = "imessage"
    extensions = (".txt", ".html", ".csv")
    guide = (
        "Messages has no export of its own: on a Mac, install imessage-exporter (brew install imessage-exporter).",
        "Give your terminal Full Disk Access in System Settings, Privacy and Security.",
        "Run: imessage-exporter --format html --copy-method disabled",
        "Zip the folder imessage_export, and upload it; bagoup's text files and iMazing's CSV will do as well.",
    )
    remarks = (
        "Keeps senders, times to the second on the computer's clock without a time zone, tapbacks, replies, edits, "
        "unsent messages, names of files and announcements. HTML, and newer tables, have ids; the owner is called Me."
    )

    def sniff(self, sample: Sample) -> float:
        if looks_like_exporter(sample.text) or looks_like_page(sample.text):
            return 0.97
        if is_of_messages(sample.text):
            return 0.96
        return 0.96 if looks_like_bagoup(sample.text, sample.filename) else 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        source.seek(0)
        text = decode_sample(source.read(SAMPLE_BYTES))
        conversation = conversation_name(options.filename)
        if is_of_messages(text):
            return read_imazing(source, options, report)
        if looks_like_page(text):
            report.recognised_by = "Its elements are those of a page that imessage-exporter writes."
            return ExporterReader(conversation, options, report).read(iter_page_blocks(source, report))
        if looks_like_exporter(text):
            report.recognised_by = (
                "It begins with a time and a sender on lines of their own, as imessage-exporter writes."
            )
            return ExporterReader(conversation, options, report).read(iter_blocks(source, report))
        report.recognised_by = "Its lines begin with a time in brackets and a name, as bagoup writes."
        return read_bagoup(source, options, report)
