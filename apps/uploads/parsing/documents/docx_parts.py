"""Whether the parts of a DOCX can be given to the library: nothing in them that unpacks without end or that expands."""

import re
import zipfile
import zlib
from typing import BinaryIO

from apps.uploads.parsing.base import UnreadableExport
from apps.uploads.parsing.zip_directory import directory_size

MAX_PARTS = 5_000
BYTES_PER_PART = 1024
MAX_XML_BYTES = 24 * 1024 * 1024
"""Of one part: as a tree it takes several times as much memory. A book of 1,000 pages has 10 MB."""
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_RATIO = 200
RATIO_GRACE_BYTES = 4 * 1024 * 1024
COPY_BYTES = 256 * 1024
READABLE_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DTD = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)")
"""In UTF-8 or UTF-16."""
DTD_CHARS = 20


def require_sound_parts(source: BinaryIO) -> None:
    """Unpack every part once, counting. Raises UnreadableExport `broken_document`, `document_too_large`,
    `encrypted_document` or `dtd_forbidden`.
    """
    directory = directory_size(source)
    if directory is None:
        raise _broken()
    if directory.entries > MAX_PARTS or directory.size_bytes > MAX_PARTS * BYTES_PER_PART:
        raise _too_large()
    packed_bytes = source.seek(0, 2)
    try:
        with zipfile.ZipFile(source) as archive:
            _check_parts(archive, max(packed_bytes * MAX_RATIO, RATIO_GRACE_BYTES))
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        IndexError,  # a member without a name
        NotImplementedError,  # what zipfile raises for a version or flag that it does not know
    ) as problem:
        raise _broken() from problem


def _check_parts(archive: zipfile.ZipFile, ratio_bytes: int) -> None:
    unpacked_bytes = 0
    for info in archive.infolist():
        if info.flag_bits & 0x1:
            raise UnreadableExport(
                "encrypted_document", "The document is protected by a password. Save it without one."
            )
        if info.compress_type not in READABLE_METHODS:
            raise _broken()
        unpacked_bytes += _check_part(archive, info, min(MAX_UNPACKED_BYTES, ratio_bytes) - unpacked_bytes)


def _check_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left_bytes: int) -> int:
    """Return the part's size unpacked. What is XML is judged by its content: any name may stand for it."""
    size_bytes, tail, is_xml = 0, b"", False
    with archive.open(info) as part:
        while piece := part.read(COPY_BYTES):
            if not size_bytes:
                is_xml = b"<" in piece[:100]
            size_bytes += len(piece)
            if size_bytes > left_bytes or (is_xml and size_bytes > MAX_XML_BYTES):
                raise _too_large()
            if is_xml and DTD.search(tail + piece):
                raise UnreadableExport(
                    "dtd_forbidden",
                    "The document holds a document type definition, which no Word document needs. "
                    "Save it anew with Word or LibreOffice.",
                )
            tail = piece[-DTD_CHARS:]
    return size_bytes


def _broken() -> UnreadableExport:
    return UnreadableExport(
        "broken_document", "The Word document is damaged or was not sent whole. Save it again and upload it."
    )


def _too_large() -> UnreadableExport:
    return UnreadableExport(
        "document_too_large",
        "The Word document unpacks to more than a text should. Split it, or save it anew.",
    )
