"""What a member of an archive is, judged by its name and flags before a byte is unpacked."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from apps.uploads.parsing.names import words

MAX_PATH_CHARS = 400
ARCHIVES = frozenset(words(".zip .rar .7z .gz .tgz .tar .bz2 .xz .zst .jar .apk .crypt12 .crypt14 .crypt15"))
DOCUMENTS = frozenset((".pdf", ".docx"))
MEDIA = frozenset(
    words(
        ".jpg .jpeg .png .gif .webp .heic .heif .bmp .svg .tif .tiff .ico .mp4 .mov .3gp .avi .mkv .webm .m4v "
        ".mp3 .m4a .ogg .opus .oga .wav .aac .amr .flac .caf .doc .xls .xlsx .ppt .pptx .odt .vcf .ics "
        ".was .exe .dll .css .js .woff .woff2 .ttf .eot .db .sqlite"
    )
)
CLUTTER = frozenset(("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"))
DAY_FILE = re.compile(r"/\d{4}-\d\d-\d\d\.json$")
DRIVE = re.compile(r"^[A-Za-z]:")
CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class Member:
    """A file as its archive describes it; nothing of it is to be believed."""

    path: str
    size_bytes: int
    is_plain_file: bool = True
    """No link, device or the like."""
    is_encrypted: bool = False
    is_readable: bool = True
    """Packed in a way that is supported."""

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.path).suffix.lower()

    @property
    def is_document(self) -> bool:
        return self.suffix in DOCUMENTS


def is_day_file(path: str) -> bool:
    """Return whether a path is that of a channel's day, as Slack exports have thousands."""
    return DAY_FILE.search(path[-MAX_PATH_CHARS:]) is not None


def clean_path(path: str) -> str:
    """Return a path that can be shown and stored."""
    return CONTROL.sub(REPLACEMENT, path)[:MAX_PATH_CHARS]


def is_unsafe(path: str) -> bool:
    """Return whether a path would lead out of the folder it is unpacked to, or is no path at all."""
    parts = path.replace("\\", "/").split("/")
    return path.startswith(("/", "\\")) or bool(DRIVE.match(path)) or ".." in parts or REPLACEMENT in path


def is_media(path: str) -> bool:
    return PurePosixPath(path).suffix.lower() in MEDIA


def is_clutter(path: str) -> bool:
    return bool(CLUTTER.intersection(PurePosixPath(path.replace("\\", "/")).parts))


def reason_to_skip(member: Member) -> tuple[str, str] | None:
    """Return code and sentence if a member is not to be unpacked, else None."""
    if is_unsafe(member.path):
        return "unsafe_name", "The name would lead out of the archive's own folder."
    if is_clutter(member.path):
        return "clutter", "An operating system's own file."
    if not member.is_plain_file:
        return "link", "A link or device, not a file."
    if member.is_encrypted:
        return "encrypted", "The file is encrypted. Pack it again without a password."
    if member.suffix in ARCHIVES:
        return "nested_archive", "An archive inside the archive. Unpack it and upload its content."
    if is_media(member.path):
        return "media", "Media or a document, not a chat."
    if not member.is_readable:
        return "unknown_compression", "Its compression is not supported. Pack it again as an ordinary zip."
    return None
