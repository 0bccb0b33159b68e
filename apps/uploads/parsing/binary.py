"""Tell files that are no text from their first bytes."""

from apps.uploads.parsing.base import UnreadableExport
from apps.uploads.parsing.text import decode_sample, detect_encoding

MAGIC_NUMBERS = (
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a rar archive"),
    (b"BZh91AY&SY", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"%PDF-", "a PDF document"),
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
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
)
FORMATTING_BYTES = b"\x02\x03\x0f\x11\x16\x1b\x1d\x1e\x1f"
"""IRC clients write these into their logs for bold, colour and the like."""
TEXT_CONTROLS = b"\t\n\x0b\x0c\r"
CONTROL_BYTES = bytes((set(range(32)) | {127}) - set(TEXT_CONTROLS + FORMATTING_BYTES) - {0})
MAX_CONTROL_SHARE = 0.02
MAX_NUL_SHARE = 0.3


def require_text(head: bytes) -> None:
    """Raise UnreadableExport if a file that begins with `head` (up to 64 KiB) is empty or no text."""
    if not head:
        raise UnreadableExport(
            "empty_file", "The file is empty. Export the chat again and upload the new file."
        )
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
