"""What a mail says, from its parts: the plain text where there is one, else what the HTML shows."""

import binascii
import quopri
import re
from collections.abc import Iterator

from apps.uploads.parsing.markup import html_to_text
from apps.uploads.parsing.mbox.headers import decode_bytes
from apps.uploads.parsing.mbox.mime import Part

MAX_MAIL_CHARS = 256 * 1024
HISTORY = re.compile(
    r"<div[^<>]{0,300}(?:gmail_quote|yahoo_quoted|divRplyFwdMsg|appendonsend)|<blockquote[^<>]{0,300}type=\"?cite",
    re.IGNORECASE,
)
"""Where the programs that mark it begin the mail that an HTML mail answers."""
NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


def read_text(parts: list[Part], *, drops_history: bool) -> tuple[str, tuple[str, ...]]:
    """Return the mail's text, and addresses behind words of its HTML. `drops_history` ends an HTML mail before the
    mail it answers.
    """
    texts, links = [], {}
    for part in _choose(parts):
        text = decode_part(part)
        if part.content_type == "text/html":
            history = HISTORY.search(text) if drops_history else None
            marked = html_to_text(text[: history.start()] if history else text)
            text = marked.text
            links.update(dict.fromkeys(marked.links))
        if text.strip() or part.intro:
            texts.append("\n\n".join(filter(None, (part.intro, text.strip("\n")))))
    return "\n\n".join(texts), tuple(links)


def _choose(parts: list[Part]) -> Iterator[Part]:
    """Yield the texts to read: of alternatives the plain ones, if any of them says something."""
    texts = [part for part in parts if not part.is_attachment]
    plain = {
        part.choice
        for part in texts
        if part.content_type == "text/plain" and any(map(bytes.strip, part.lines))
    }
    for part in texts:
        if part.content_type == "text/plain" or part.choice == 0 or part.choice not in plain:
            yield part


def decode_part(part: Part) -> str:
    data = b"".join(part.lines)
    content = part.content
    if content.encoding == "base64":
        data = decode_base64(data)
    elif content.encoding == "quoted-printable":
        data = quopri.decodestring(data)
    text = decode_bytes(data, content.charset).replace("\r\n", "\n")
    return _unflow(text, drops_spaces=content.drops_spaces) if content.is_flowed else text


def decode_base64(data: bytes) -> bytes:
    """Return what the data stands for, however broken: foreign characters and a cut end are passed over."""
    letters = NOT_BASE64.sub(b"", data)
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def _unflow(text: str, *, drops_spaces: bool) -> str:
    """Join lines that end with a blank, as RFC 3676 wraps paragraphs; `-- ` before a signature is no such line.

    `drops_spaces` (DelSp) tells that the blank was added for this, as languages without blanks need it.
    """
    lines: list[str] = []
    flows = False
    for line in text.split("\n"):
        line = line.removeprefix(" ")
        is_quote = line.startswith(">")
        if flows and not is_quote and line != "-- ":
            lines[-1] = (lines[-1][:-1] if drops_spaces else lines[-1]) + line
        else:
            lines.append(line)
        flows = line.endswith(" ") and line != "-- " and not is_quote
    return "\n".join(lines)
