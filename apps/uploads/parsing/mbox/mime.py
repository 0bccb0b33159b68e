"""A mail read line by line: its headers, and its parts with as much of their content as is wanted (RFC 2045, 2046)."""

from dataclasses import dataclass, field
from datetime import datetime

from apps.uploads.parsing.mbox.headers import Content, Headers

MAX_TEXT_BYTES = 512 * 1024
"""Kept of a text; more is a log somebody pasted, or no text."""
MAX_PARTS = 1_000
MAX_DEPTH = 20
TEXTS = frozenset(("text/plain", "text/html"))


@dataclass(slots=True)
class Part:
    """A piece of a mail that is no container. `choice` numbers the `multipart/alternative` it stands in, 0 for none.

    `intro` names the mail inside the mail that begins with it: a forwarded one, or one of a digest.
    """

    content: Content
    choice: int = 0
    intro: str = ""
    lines: list[bytes] = field(default_factory=list)
    encoded_bytes: int = 0
    padding: int = 0
    is_cut: bool = False

    @property
    def content_type(self) -> str:
        return self.content.type

    @property
    def name(self) -> str:
        return self.content.name

    @property
    def is_attachment(self) -> bool:
        return self.content.is_attached or bool(self.content.name) or self.content.type not in TEXTS

    @property
    def size_bytes(self) -> int:
        if self.content.encoding == "base64":
            return max(0, self.encoded_bytes * 3 // 4 - self.padding)
        return self.encoded_bytes

    def add(self, line: bytes) -> None:
        if self.is_attachment:
            if self.content.encoding == "base64":
                line = line.strip()
                self.padding = line.count(b"=") if line else self.padding
        elif self.encoded_bytes > MAX_TEXT_BYTES:
            self.is_cut = True
        else:
            self.lines.append(line)
        self.encoded_bytes += len(line)


@dataclass(frozen=True, slots=True)
class Mail:
    """`envelope_time` is that of the `From ` line before it."""

    headers: Headers
    parts: list[Part]
    envelope_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Container:
    boundary: bytes
    choice: int
    is_digest: bool = False


class MailReader:
    """Takes the lines of one mail. Nothing is kept but headers and texts."""

    def __init__(self, envelope_time: datetime | None = None) -> None:
        self._mail = Mail(Headers(), [], envelope_time)
        self._headers: Headers | None = self._mail.headers
        self._containers: list[_Container] = []
        self._part: Part | None = None
        self._choices = 0
        self._intro = ""

    def feed(self, line: bytes, *, begins_line: bool = True) -> None:
        """Take a line with its end, or a further piece of one too long to hold."""
        if self._containers and begins_line and line.startswith(b"--") and self._see_boundary(line.rstrip()):
            return
        if self._headers is None:
            if self._part is not None:
                self._part.add(line)
        elif line.strip(b"\r\n") or not begins_line:
            self._headers.add(line.rstrip(b"\r\n"))
        else:
            self._end_headers(self._headers)

    def finish(self) -> Mail:
        if self._headers is self._mail.headers:
            self._end_headers(self._headers)
        return self._mail

    def _end_headers(self, headers: Headers) -> None:
        content = headers.content
        if headers.subject and headers is not self._mail.headers:
            self._intro = ": ".join([*list(filter(None, headers.sender))[:1], headers.subject])
        is_in_digest = headers.is_empty and bool(self._containers) and self._containers[-1].is_digest
        if is_in_digest or (content.type == "message/rfc822" and not content.is_attached):
            self._headers = Headers()
        else:
            self._begin_body(content)

    def _begin_body(self, content: Content) -> None:
        self._headers = self._part = None
        choice = self._containers[-1].choice if self._containers else 0
        is_container = content.type.startswith("multipart/") and content.boundary
        if is_container and len(self._containers) < MAX_DEPTH:
            if content.type == "multipart/alternative":
                self._choices += 1
                choice = self._choices
            boundary = b"--" + content.boundary.encode("utf-8", "surrogateescape")
            self._containers.append(_Container(boundary, choice, content.type == "multipart/digest"))
        elif len(self._mail.parts) < MAX_PARTS:
            self._part = Part(content, choice, self._intro)
            self._intro = ""
            self._mail.parts.append(self._part)

    def _see_boundary(self, line: bytes) -> bool:
        """Begin the next part if the line is the boundary of an open container; leave those inside it."""
        for depth in range(len(self._containers) - 1, -1, -1):
            boundary = self._containers[depth].boundary
            if line == boundary:
                del self._containers[depth + 1 :]
                self._headers, self._part = Headers(), None
                return True
            if line == boundary + b"--":
                del self._containers[depth:]
                self._headers = self._part = None
                return True
        return False
