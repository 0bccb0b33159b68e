"""The lines of a log, text or web page, with their numbers."""

from collections.abc import Iterator
from typing import BinaryIO

from apps.uploads.parsing.base import ParseReport
from apps.uploads.parsing.irc.pages import HEAD_CHARS, find_page_reader
from apps.uploads.parsing.irc.speech import strip_formatting
from apps.uploads.parsing.legacy_text import guess_encoding
from apps.uploads.parsing.text import decode_sample, iter_lines

LEADING_FORMAT = ("\x02", "\x03", "\x0f", "\x16", "\x1d", "\x1f")


def iter_log_lines(source: BinaryIO, report: ParseReport) -> Iterator[tuple[int, str]]:
    """Yield each line with its number; of a page the text it shows, which may be several lines of one number."""
    source.seek(0)
    read_page = find_page_reader(decode_sample(source.read(4 * HEAD_CHARS)))
    report.encoding = guess_encoding(source)
    for number, line in enumerate(iter_lines(source, report, encoding=report.encoding), start=1):
        if read_page:
            yield from ((number, shown) for shown in read_page(line))
        else:
            yield number, strip_formatting(line) if line[:1] in LEADING_FORMAT else line
