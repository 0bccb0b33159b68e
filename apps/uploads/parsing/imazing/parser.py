"""WhatsApp's chats as iMazing exports them."""

from collections.abc import Iterator
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample
from apps.uploads.parsing.imazing.table import is_of_whatsapp, read_imazing


class ImazingParser:
    name = "imazing"
    label = "WhatsApp through iMazing"
    family = "whatsapp"
    extensions = (".csv",)
    guide = (
        "In iMazing, choose the iPhone, then WhatsApp and the chats.",
        "Export them as CSV, and upload the files or a zip of them.",
    )
    remarks = (
        "Keeps senders with their numbers, times to the second on the computer's clock without a time zone, answers "
        "where their words are found, names of files and notices. Reactions are left out; the owner is called Me."
    )

    def sniff(self, sample: Sample) -> float:
        return 0.96 if is_of_whatsapp(sample.text) else 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        return read_imazing(source, options, report)
