"""The headers of a mail, or of a part of it: few, of bounded length, decoded."""

import codecs
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parseaddr, parsedate_tz
from functools import cached_property

from apps.uploads.parsing.names import words
from apps.uploads.parsing.values import name_of, ref_of

WANTED = frozenset(
    words(
        "from sender to cc subject date message-id in-reply-to references received content-type content-disposition "
        "content-transfer-encoding"
    )
)
MAX_HEADER_BYTES = 4_000
MAX_PARAMETERS = 40
"""Python's own reader of them takes quadratic time; names of files in pieces need ten."""
MAX_ADDRESS_CHARS = 500
MAX_HEADERS = 40
MAX_RECIPIENTS = 100
ID = re.compile(r"<([^<>\s]{1,250})>")
ANSWER_WORDS = "re aw antw antwort sv vs rif ris odp res ynt ref 回复 回覆 答复 答覆 返信 답장"
REPLY_PREFIXES = re.compile(
    rf"(?:(?:{'|'.join(words(ANSWER_WORDS))})\s{{0,3}}(?:\[\d{{1,3}}\])?\s{{0,3}}[:：]\s{{0,9}})+",
    re.IGNORECASE,
)
DAY = re.compile(r"(\d{4})[/-](\d\d)[/-](\d\d)")
SPECIAL = re.compile(r"[\"()\\;:\[\]]")
PLAIN_ADDRESS = re.compile(r"\s{0,9}(?:([^<>@]{0,200}?)\s{0,9}<)?([^<>\s@]{1,100}@[^<>\s@]{1,200})>?\s{0,9}$")
MAILMAN_ADDRESS = re.compile(r"(\S{1,100}) at (\S{1,200}?)(?: \((.{0,200})\))?$")
WIDER = {
    "ascii": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932",
    "big5": "big5hkscs", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
}  # fmt: skip
"""Programs state the old character set and write the wider one; browsers read them so too (WHATWG Encoding)."""
REFUSED_CODECS = frozenset(("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"))
"""Slow on long texts, or no character sets of mails."""


class Headers:
    """Collects header lines; afterwards says what they mean. Every property is tolerant of anything."""

    def __init__(self) -> None:
        self._raw: dict[str, bytes] = {}
        self._current = ""

    def add(self, line: bytes) -> None:
        """Take a line; one that begins with a blank goes on with the header before it."""
        if line[:1] in (b" ", b"\t"):
            if self._current and len(self._raw[self._current]) < MAX_HEADER_BYTES:
                self._raw[self._current] += b" " + line.strip()[:MAX_HEADER_BYTES]
            return
        name, colon, value = line.partition(b":")
        name = name.decode("ascii", "replace").strip().lower()
        is_new = bool(colon) and name in WANTED and name not in self._raw and len(self._raw) < MAX_HEADERS
        self._current = name if is_new else ""
        if is_new:
            self._raw[name] = value.strip()[:MAX_HEADER_BYTES]

    def get(self, name: str) -> str:
        raw = self._raw.get(name, b"")
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return raw.decode("cp1252", "replace")

    @property
    def is_empty(self) -> bool:
        return not self._raw

    @cached_property
    def subject(self) -> str:
        return name_of(decode_words(self.get("subject")))

    @cached_property
    def sender(self) -> tuple[str, str]:
        """Name and address, the address in lower case; either may be empty."""
        value = (self.get("from") or self.get("sender"))[:MAX_ADDRESS_CHARS]
        if archived := MAILMAN_ADDRESS.match(value):
            return name_of(decode_words(archived[3] or "")), ref_of(f"{archived[1]}@{archived[2]}".lower())
        name, address = "", ""
        with suppress(ValueError, IndexError, TypeError, RecursionError):
            name, address = parseaddr(value)
        if "@" not in address:
            return name_of(decode_words(name or value)), ""
        return name_of(decode_words(name)).strip("'\""), ref_of(address.lower())

    @cached_property
    def recipients(self) -> tuple[str, ...]:
        """The names, or else the addresses, of those it was written to."""
        found = [one for name in ("to", "cc") for one in _split_addresses(self.get(name))]
        names = (name_of(decode_words(name)).strip("'\"") or address.lower() for name, address in found)
        return tuple(dict.fromkeys(filter(None, names)))[:MAX_RECIPIENTS]

    @cached_property
    def sent_at(self) -> datetime | None:
        """The moment of `Date`, else of the last station that received it."""
        return parse_date(self.get("date")) or parse_date(self.get("received").rpartition(";")[2])

    @property
    def precision(self) -> str:
        return "day" if DAY.match(self.get("date")) else "second"

    @cached_property
    def message_id(self) -> str:
        return _first_id(self.get("message-id"))

    @cached_property
    def _references(self) -> list[str]:
        return [ref_of(found) for found in ID.findall(self.get("references"))]

    @cached_property
    def answers(self) -> str:
        """The id of the mail that this one answers."""
        return _first_id(self.get("in-reply-to")) or (self._references[-1] if self._references else "")

    @property
    def thread(self) -> str:
        """The id of the mail that began it all; empty for one that begins it itself."""
        return self._references[0] if self._references else self.answers

    @cached_property
    def content(self) -> "Content":
        return Content(
            self.get("content-type"), self.get("content-disposition"), self.get("content-transfer-encoding")
        )


class Content:
    """What a part is: MIME type, parameters, name, how it is encoded."""

    def __init__(self, content_type: str, disposition: str, encoding: str) -> None:
        message = Message()
        if content_type:
            message["Content-Type"] = _few_parameters(content_type)
        if disposition:
            message["Content-Disposition"] = _few_parameters(disposition)
        self.type = message.get_content_type()
        self.boundary = _tolerant(message.get_boundary)
        if self.type.startswith("multipart/") and not self.boundary:
            self.type = "text/plain"
        self.charset = _tolerant(message.get_content_charset)
        self.name = name_of(decode_words(_tolerant(message.get_filename)))
        self.is_flowed = _tolerant(lambda: message.get_param("format")).lower() == "flowed"
        self.drops_spaces = _tolerant(lambda: message.get_param("delsp")).lower() == "yes"
        self.encoding = encoding.strip().lower()
        self.is_attached = disposition.strip().lower().startswith("attachment")


def _split_addresses(value: str) -> list[tuple[str, str]]:
    """Return the names and addresses of a list; plain ones without Python's own reader, which is ten times slower."""
    if SPECIAL.search(value):
        with suppress(ValueError, IndexError, TypeError, RecursionError):
            return [one for one in getaddresses([value]) if "@" in one[1]]
        return []
    plain = (PLAIN_ADDRESS.match(one) for one in value.split(","))
    return [(one[1] or "", one[2]) for one in plain if one]


def _few_parameters(value: str) -> str:
    return ";".join(value.split(";", MAX_PARAMETERS)[:MAX_PARAMETERS])


def _tolerant(read) -> str:
    try:
        value = read()
    except (MessageError, ValueError, LookupError, TypeError, AttributeError):
        return ""
    return value if isinstance(value, str) else ""


def _first_id(value: str) -> str:
    found = ID.search(value)
    return ref_of(found[1] if found else value.strip())


def fold_subject(subject: str) -> str:
    """Return the subject without the `Re:` of answers, in the languages programs write it in."""
    prefixes = REPLY_PREFIXES.match(subject)
    return subject[prefixes.end() :].strip() if prefixes else subject


def decode_words(value: str) -> str:
    """Return a header with its encoded words (RFC 2047) as text."""
    if "=?" not in value:
        return value
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    return "".join(
        piece if isinstance(piece, str) else decode_bytes(piece, charset or "ascii")
        for piece, charset in pieces
    )


def decode_bytes(data: bytes, charset: str) -> str:
    """Return text in a stated character set; what it does not fit is read as UTF-8, else as Windows-1252."""
    with suppress(LookupError, UnicodeDecodeError, ValueError):
        name = codecs.lookup(charset or "utf-8").name
        if name not in REFUSED_CODECS:
            return data.decode(WIDER.get(name, name))
    with suppress(UnicodeDecodeError):
        return data.decode("utf-8")
    return data.decode("cp1252", "replace")


def parse_date(value: str) -> datetime | None:
    """Return the UTC moment of an RFC 5322 date; one without zone is taken for UTC, as `-0000` says."""
    try:
        fields = parsedate_tz(value[:200])
        if fields is None:
            return _parse_day(value)
        return datetime(*fields[:6], tzinfo=UTC) - timedelta(seconds=fields[9] or 0)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _parse_day(value: str) -> datetime | None:
    """Return the day that archives of Usenet write as `1990/05/01`."""
    match = DAY.match(value)
    return datetime(*map(int, match.groups()), tzinfo=UTC) if match else None
