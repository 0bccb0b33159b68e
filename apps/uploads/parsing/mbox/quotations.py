"""What an answer quotes below its own words: the mail it answers, once more."""

import re

ATTRIBUTION_LINES = 3
"""`On Friday, … Ann Smith\\n<ann@example.org>\\nwrote:` may be wrapped."""
MAX_RULE_CHARS = 200
ORIGINAL = re.compile(r"(?:-{3,}|_{10,})[ \t]?[^-_\n]{0,60}(?:-{3,})?[ \t]*$")
BARE_ORIGINAL = re.compile(r"[*]?(?:From|Von|De|Da|Van|Från|Fra|Od|От|发件人|差出人)[*]?[ \t]?[:：][*]? ?\S")
"""Outlook begins the mail it answers with its headers alone."""
ORIGINAL_HEADER = re.compile(r"[*]?\w{1,12}[*]?[ \t]?[:：][*]? ?\S")


def drop_history(text: str) -> str:
    """Return the text without the quotation it ends with and the line that announces it; all of it if nothing else
    would be left.
    """
    lines = text.split("\n")
    end = _find_original(lines)
    end = _find_quotation(lines[:end])
    own = "\n".join(lines[:end]).rstrip()
    return own if own.strip() else text


def _find_original(lines: list[str]) -> int:
    """Return the line at which `-----Original Message-----` begins, or its headers alone; else the end."""
    for number, line in enumerate(lines):
        following = [after for after in lines[number + 1 : number + 4] if after.strip()]
        if line.startswith(("---", "___")) and len(line) < MAX_RULE_CHARS and ORIGINAL.match(line):
            if len(following) >= 2 and all(ORIGINAL_HEADER.match(after) for after in following[:2]):
                return number
        elif BARE_ORIGINAL.match(line) and len(following) == 3 and all(map(ORIGINAL_HEADER.match, following)):
            return number
    return len(lines)


def _find_quotation(lines: list[str]) -> int:
    """Return the line at which the quotation at the end begins, its announcement included; else the end."""
    start = len(lines)
    while start and (not lines[start - 1].strip() or lines[start - 1].startswith(">")):
        start -= 1
    if not any(line.startswith(">") for line in lines[start:]):
        return len(lines)
    announced = start
    if start and lines[start - 1].rstrip().endswith(":"):
        announced -= 1
        while (
            announced and lines[announced - 1].strip() and _is_wrapped(lines[announced - 1 : announced + 1])
        ):
            announced -= 1
    # A longer one is a paragraph of their own, which leads over to what they answer.
    return announced if start - announced <= ATTRIBUTION_LINES else start


def _is_wrapped(pair: list[str]) -> bool:
    """Return whether the second line goes on with an announcement that began in the first, such as `On Friday, …`."""
    before, line = pair
    return len(before) > 40 and not before.rstrip().endswith((".", "!", "?", ":")) and len(line) < 80
