"""WhatsApp text exports as messages."""

from collections.abc import Iterator
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample
from apps.uploads.parsing.text import strip_marks
from apps.uploads.parsing.whatsapp.headers import choose_style
from apps.uploads.parsing.whatsapp.markers import LEFT_TO_RIGHT_MARK
from apps.uploads.parsing.whatsapp.reader import Reader
from apps.uploads.parsing.whatsapp.scan import scan

MAX_LEADING_LINES = 5


class WhatsAppParser:
    name = "whatsapp"
    label = "WhatsApp text export"
    family = "whatsapp"
    extensions = (".txt",)
    guide = (
        "Open the chat in WhatsApp.",
        "On iPhone tap the name at the top; on Android tap the three dots, then More.",
        "Choose Export chat, with or without media.",
        "Save the file that WhatsApp makes, a zip or a text file, and upload it unchanged.",
    )
    remarks = (
        "Messages, deleted messages, polls, calls, notices, edits, mentions and the names and types of files are "
        "kept. WhatsApp leaves out replies and reactions, says neither the time zone nor the order of day and month, "
        "and Android leaves out seconds."
    )

    def sniff(self, sample: Sample) -> float:
        """Certain if one of the first lines has a header and an author, less so the later it comes.

        Other programs' headers may look the same, but only WhatsApp marks what was not typed.
        """
        lines = [line for line in strip_marks(sample.text).split("\n")[:400] if line.strip()]
        style = choose_style(lines)
        if style is None:
            return 0.0
        headers = [
            (place, line[match.end() :])
            for place, line in enumerate(lines)
            if (match := style.pattern.match(line))
        ]
        authored = sum(": " in rest and not rest.startswith("<") for _, rest in headers)
        if not headers or not authored:
            return 0.3 if headers and headers[0][0] == 0 else 0.0
        if headers[0][0] >= MAX_LEADING_LINES:
            return 0.4
        if style.end == " ":
            return 0.5
        return 0.98 if f": {LEFT_TO_RIGHT_MARK}" in sample.text else 0.95

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        source.seek(0)
        found = scan(source, options)
        report.recognised_by = f"Lines begin as WhatsApp writes them: {found.first_header}"
        found.order.report(report)
        return Reader(found, options, report).read(source)
