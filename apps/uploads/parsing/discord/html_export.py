"""Pages of DiscordChatExporter (and of the bots that write such pages) as messages.

A message's id is a snowflake, which holds the moment it was sent: the dates that a page shows, in the exporter's locale
and zone, are read only where there is no id.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport
from apps.uploads.parsing.discord.csv_export import name_file
from apps.uploads.parsing.discord.dates import DateReader
from apps.uploads.parsing.discord.html_message import PageReader, find_shown_date, is_message
from apps.uploads.parsing.discord.html_words import has_class, text_in
from apps.uploads.parsing.discord.text_blocks import FOOTER, Banner, name_channel
from apps.uploads.parsing.html_stream import drop, iter_elements
from apps.uploads.parsing.names import clean_name

MARKS = (".chatlog__", "chatlog__message", 'class="chatlog"')
BEGINNING = re.compile(r"\s*<")
ID = re.compile(r"data-message-id=[\"']?\d{15,20}")
WHEREABOUTS = frozenset(("preamble__entry", "info__guild-name", "info__channel-name", "postamble__entry"))


def looks_like_html(text: str) -> bool:
    return BEGINNING.match(text) is not None and any(mark in text for mark in MARKS)


def read_html(source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
    report.recognised_by = "Pages with the element classes of DiscordChatExporter's HTML."
    dates = None
    if next(_iter_ids(source), None) is None:
        dates = DateReader(_iter_dates(source), options, report)
    return _read(source, dates, options, report)


def _read(
    source: BinaryIO, dates: DateReader | None, options: ParseOptions, report: ParseReport
) -> Iterator[ParsedMessage]:
    banner, places = Banner(), 0
    reader, count = PageReader(dates, report), 0
    name, ref = name_file(options.filename)
    for element in _iter_blocks(source, report):
        if is_message(element):
            count += 1
            yield reader.read(element, name_channel(banner) or name, ref)
            _forget(element)
        elif has_class(element, "postamble__entry"):
            if found := FOOTER.search(text_in(element)):
                banner.stated_count = int(re.sub(r"\D", "", found[1]) or 0)
        elif places == 0:
            banner.guild, places = clean_name(text_in(element)), 1
        elif places == 1:
            banner.channel, places = clean_name(text_in(element)), 2
    if banner.stated_count is not None and banner.stated_count != count:
        report.warn(f"The file says that it holds {banner.stated_count} messages; {count} were found.")


def _iter_blocks(source: BinaryIO, report: ParseReport) -> Iterator[Any]:
    """Yield what tells server and channel, the messages, and the count at the end."""
    source.seek(0)
    for element in iter_elements(source, report, "div"):
        if is_message(element) or not WHEREABOUTS.isdisjoint((element.get("class") or "").split()):
            yield element


def _iter_ids(source: BinaryIO) -> Iterator[str]:
    """Yield the ids of the first messages."""
    for element in _iter_blocks(source, ParseReport()):
        if is_message(element):
            if ref := PageReader.id_of(element):
                yield ref
            return


def _iter_dates(source: BinaryIO) -> Iterator[str]:
    for element in _iter_blocks(source, ParseReport()):
        if is_message(element):
            if date := find_shown_date(element):
                yield date
            _forget(element)


def _forget(element: Any) -> None:
    """Drop a message that was read, and the groups before its own."""
    drop(element)
    for around in element.iterancestors():
        while (earlier := around.getprevious()) is not None:
            earlier.getparent().remove(earlier)
