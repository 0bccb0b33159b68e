"""Logs that are web pages, with a line for each message: those that Pidgin writes by default, and those that
irclog2html makes of others, as irclogs.ubuntu.com and many archives of channels show them.
"""

import re
from collections.abc import Callable
from html import unescape

from apps.uploads.parsing.markup import html_to_text

HEAD_CHARS = 4_000
PIDGIN = re.compile(
    r"<(?:!DOCTYPE html>\s{0,5}<)?html>.{0,400}?<title>Conversation with ", re.IGNORECASE | re.DOTALL
)
HEADLINE = re.compile(r"<h[1-6]>(Conversation with [^\n]{1,400}?)</h[1-6]>")
IRCLOG2HTML = re.compile(r"<(?:table|div) class=\"irclog\">|content=\"irclog2html")
TIMED = re.compile(
    r"\s{0,20}<(?:tr|p) id=\"t((?:\d{4}-\d\d-\d\dT)?\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)(?:-\d{1,6})?\""
)
ROW = re.compile(r"\s{0,20}<(?:tr|p)\b")
NICK = re.compile(r"<(?:th|span) class=\"nick\"[^<>]{0,200}>([^<>]{1,200})</(?:th|span)>")
TIME = re.compile(r"(?:<td[^<>]{0,100}>)?<a href=\"[^\"<>]{0,500}\" class=\"time\">[^<>]{0,40}</a>(?:</td>)?")


def find_page_reader(head: str) -> Callable[[str], list[str]] | None:
    """Return what turns a line of a page into lines of a log, of which it may hold none; None if it is no page."""
    if PIDGIN.match(head[:HEAD_CHARS]):
        return _read_pidgin
    return _read_row if head.lstrip().startswith("<") and IRCLOG2HTML.search(head[:HEAD_CHARS]) else None


def _read_pidgin(line: str) -> list[str]:
    headline = HEADLINE.search(line)
    return [headline[1]] if headline else html_to_text(line).text.strip("\n").split("\n")


def _read_row(line: str) -> list[str]:
    """Return `[time] <nick> text`, `[time] event` or, of an event without time, `=== event`."""
    if not ROW.match(line):
        return []
    time, nick = TIMED.match(line), NICK.search(line)
    rest = TIME.sub("", line[nick.end() :] if nick else line, count=1)
    text = html_to_text(rest).text.strip()
    if nick is None and time is None:
        return [text if text.startswith("===") else f"=== {text}"] if text else []
    stamp = f"[{time[1]}] " if time else ""
    return [f"{stamp}<{unescape(nick[1]).strip('<> ')}> {text}" if nick else f"{stamp}{text}"]
