"""What a member of an archive is, judged by its name and flags before a byte is unpacked."""

import re
import stat
import zipfile
from contextlib import suppress
from pathlib import PurePosixPath

from apps.uploads.parsing.names import words

ENCRYPTED_FLAG = 0x1
UTF8_FLAG = 0x800
MAX_PATH_CHARS = 400
READABLE_METHODS = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
"""bzip2 and LZMA members may demand gigabytes of working memory."""

ARCHIVES = frozenset(words(".zip .rar .7z .gz .tgz .tar .bz2 .xz .zst .jar .apk .crypt12 .crypt14 .crypt15"))
MEDIA = frozenset(
    words(
        ".jpg .jpeg .png .gif .webp .heic .heif .bmp .svg .tif .tiff .ico .mp4 .mov .3gp .avi .mkv .webm .m4v "
        ".mp3 .m4a .ogg .opus .oga .wav .aac .amr .flac .caf .pdf .doc .docx .xls .xlsx .ppt .pptx .odt .vcf .ics "
        ".was .exe .dll .css .js .woff .woff2 .ttf .eot .db .sqlite"
    )
)
CLUTTER = frozenset(("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"))
DRIVE = re.compile(r"^[A-Za-z]:")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
REPLACEMENT = "\ufffd"


def display_path(info: zipfile.ZipInfo) -> str:
    """Return the member's path as text; names written as UTF-8 without saying so are repaired."""
    name = info.orig_filename
    if not info.flag_bits & UTF8_FLAG:
        with suppress(UnicodeEncodeError, UnicodeDecodeError):
            name = name.encode("cp437").decode("utf-8")
    return CONTROL.sub(REPLACEMENT, name)[:MAX_PATH_CHARS]


def is_unsafe(path: str) -> bool:
    """Return whether a path would lead out of the folder it is unpacked to, or is no path at all."""
    parts = path.replace("\\", "/").split("/")
    return path.startswith(("/", "\\")) or bool(DRIVE.match(path)) or ".." in parts or REPLACEMENT in path


def reason_to_skip(info: zipfile.ZipInfo, path: str) -> tuple[str, str] | None:
    """Return code and sentence if a member is not to be unpacked, else None."""
    parts = PurePosixPath(path.replace("\\", "/")).parts
    suffix = PurePosixPath(path).suffix.lower()
    mode = info.external_attr >> 16
    if is_unsafe(path):
        return "unsafe_name", "The name would lead out of the archive's own folder."
    if CLUTTER.intersection(parts):
        return "clutter", "An operating system's own file."
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "link", "A link or device, not a file."
    if info.flag_bits & ENCRYPTED_FLAG:
        return "encrypted", "The file is encrypted. Pack it again without a password."
    if suffix in ARCHIVES:
        return "nested_archive", "An archive inside the archive. Unpack it and upload its content."
    if suffix in MEDIA:
        return "media", "Media or a document, not a chat."
    if info.compress_type not in READABLE_METHODS:
        return "unknown_compression", "Its compression is not supported. Pack it again as an ordinary zip."
    return None
