"""Tell from its first bytes, and of a zip its last, of what kind a file is; refuse those nobody reads."""

import re
from pathlib import Path

from apps.uploads.parsing.base import UnreadableExport
from apps.uploads.parsing.text import decode_sample, detect_encoding

TEXT, PDF, DOCX = "text", "pdf", "docx"
PDF_MAGIC = b"%PDF-"
PDF_MAGIC_WITHIN = 1024
"""Readers look for it there; something may stand before."""
ZIP_MAGIC = b"PK\x03\x04"
HEAD_BYTES = 64 * 1024
LIST_BYTES = 128 * 1024
"""Of a zip's end, where the list of its members stands."""
MEMBER = rb"(?:PK\x03\x04.{26}|PK\x01\x02.{42})"
"""What stands before a member's name: a local header (30 bytes) or an entry of the list (46)."""
OFFICE_MEMBERS = (
    (re.compile(MEMBER + rb"word/document", re.DOTALL), DOCX),
    (re.compile(MEMBER + rb"xl/workbook", re.DOTALL), "a spreadsheet. Save it as CSV and upload that file"),
    (
        re.compile(MEMBER + rb"ppt/presentation", re.DOTALL),
        "a presentation. Save it as PDF and upload that file",
    ),
    (
        re.compile(MEMBER + rb"mimetypeapplication/vnd\.oasis", re.DOTALL),
        "an OpenDocument file. Save it as DOCX or PDF and upload that file",
    ),
    (
        re.compile(MEMBER + rb"mimetypeapplication/epub", re.DOTALL),
        "an e-book. Save it as PDF and upload that file",
    ),
)
CONTENT_TYPES = re.compile(MEMBER + rb"\[Content_Types\]\.xml", re.DOTALL)
MAGIC_NUMBERS = (
    (ZIP_MAGIC, "a zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a rar archive"),
    (b"BZh91AY&SY", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"\x89PNG\r\n\x1a\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF87a", "a picture"),
    (b"GIF89a", "a picture"),
    (b"OggS\x00", "a sound"),
    (b"ID3\x03", "a sound"),
    (b"ID3\x04", "a sound"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
)
FORMATTING_BYTES = b"\x02\x03\x0f\x11\x16\x1b\x1d\x1e\x1f"
"""IRC clients write these into their logs for bold, colour and the like."""
TEXT_CONTROLS = b"\t\n\x0b\x0c\r"
CONTROL_BYTES = bytes((set(range(32)) | {127}) - set(TEXT_CONTROLS + FORMATTING_BYTES) - {0})
MAX_CONTROL_SHARE = 0.02
MAX_NUL_SHARE = 0.3


def read_ends(path: Path) -> tuple[bytes, bytes]:
    """Return what `tell_kind` looks at: a file's first bytes and, of a zip, its last."""
    with path.open("rb") as source:
        head = source.read(HEAD_BYTES)
        if not head.startswith(ZIP_MAGIC):
            return head, b""
        source.seek(max(0, source.seek(0, 2) - LIST_BYTES))
        return head, source.read(LIST_BYTES)


def tell_kind(head: bytes, tail: bytes = b"") -> str:
    """Return TEXT, PDF or DOCX for a file that begins with `head` (64 KiB) and ends with `tail` (LIST_BYTES).

    Raises UnreadableExport if it is empty or of a kind that nobody reads.
    """
    if not head:
        raise UnreadableExport(
            "empty_file", "The file is empty. Export the chat again and upload the new file."
        )
    if _begins_pdf(head):
        return PDF
    if tell_office(head, tail) == DOCX:
        return DOCX
    _require_text(head)
    return TEXT


def _begins_pdf(head: bytes) -> bool:
    """A text may well speak of the magic number; a PDF with something before it is binary all the same."""
    return head.lstrip().startswith(PDF_MAGIC) or (
        PDF_MAGIC in head[:PDF_MAGIC_WITHIN] and _looks_binary(head)
    )


def tell_office(head: bytes, tail: bytes = b"") -> str:
    """Return DOCX if a zip file is such a document, empty if it is no office document.

    Raises UnreadableExport (`office_file`) for those that nobody reads.
    """
    if not head.startswith(ZIP_MAGIC):
        return ""
    for pattern, kind in OFFICE_MEMBERS:
        if pattern.search(head) or pattern.search(tail):
            if kind == DOCX:
                return DOCX if CONTENT_TYPES.search(head) or CONTENT_TYPES.search(tail) else ""
            raise UnreadableExport("office_file", f"The file is {kind}.")
    return ""


def _require_text(head: bytes) -> None:
    for magic, kind in MAGIC_NUMBERS:
        if head.startswith(magic):
            raise UnreadableExport("binary_file", _no_text(f"The file is {kind}"))
    if head[4:8] == b"ftyp" or (head[:4] == b"RIFF" and head[8:12] in (b"WAVE", b"WEBP", b"AVI ")):
        raise UnreadableExport("binary_file", _no_text("The file is a picture, a sound or a video"))
    if _looks_binary(head):
        raise UnreadableExport("binary_file", _no_text("The file holds binary data"))


def _no_text(what: str) -> str:
    return f"{what}, not a chat. Upload the text, JSON or CSV file that the chat program exported, or a zip of it."


def _looks_binary(head: bytes) -> bool:
    if detect_encoding(head).startswith("utf-16"):
        head = decode_sample(head).encode("utf-8", errors="replace")
    if head.count(0) > MAX_NUL_SHARE * len(head):
        return True
    controls = len(head) - len(head.translate(None, CONTROL_BYTES))
    return controls > MAX_CONTROL_SHARE * len(head)
