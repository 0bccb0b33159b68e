"""Whether a text is a mailbox or a mail."""

import re

from apps.uploads.parsing.names import words

DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
SEPARATOR = re.compile(
    rf"\s{{0,20}}From (?:(?:[^\n]{{0,250}}[ \t])?{DAY}[^\n]{{0,80}}[0-9]{{2}}:[0-9]{{2}}[^\n]{{0,60}}"
    r"|-?[0-9]{5,25}\r?|\r?)\n"
    r">?[A-Za-z][A-Za-z0-9-]{0,60}:"
)
HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,60}):(?: |\r?\n[ \t]|\t)")
MUST, KNOWN = (
    "from",
    frozenset(
        words(
            "date subject to message-id received return-path delivered-to mime-version content-type x-mailer cc"
        )
    ),
)
MAX_HEADER_LINES = 200
SURE = 0.98


def sniff_mailbox(text: str) -> float:
    return SURE if SEPARATOR.match(text) else 0.0


def sniff_mail(text: str) -> float:
    """A mail begins with headers and nothing else, some of which every mail has."""
    found: set[str] = set()
    for line in text[: 64 * 1024].lstrip("\ufeff\r\n").split("\n", MAX_HEADER_LINES)[:MAX_HEADER_LINES]:
        if line[:1] in (" ", "\t"):
            continue
        header = HEADER.match(line + "\n ")
        if header is None:
            break
        found.add(header[1].lower())
    return SURE if MUST in found and len(found & KNOWN) >= 2 else 0.0
