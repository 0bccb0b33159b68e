"""How many entries a zip archive claims, read without listing them.

`zipfile` reads the whole central directory into memory before one can ask; a hostile archive of 100 MB can hold
millions of entries. This looks at the end record alone (APPNOTE.TXT 4.3.14 to 4.3.16).
"""

import struct
from typing import BinaryIO, NamedTuple

END = struct.Struct("<4s4H2LH")
END_SIGNATURE = b"PK\x05\x06"
MAX_COMMENT_BYTES = 65_535
LOCATOR = struct.Struct("<4sLQL")
LOCATOR_SIGNATURE = b"PK\x06\x07"
END64 = struct.Struct("<4sQ2H2L4Q")
END64_SIGNATURE = b"PK\x06\x06"
IN_END64 = 0xFFFF


class DirectorySize(NamedTuple):
    entries: int
    size_bytes: int


def directory_size(archive: BinaryIO) -> DirectorySize | None:
    """Return what the archive's end record claims, or None if there is no end record: the archive is cut off."""
    archive.seek(0, 2)
    start = max(0, archive.tell() - MAX_COMMENT_BYTES - END.size - LOCATOR.size)
    archive.seek(start)
    tail = archive.read()
    place = tail.rfind(END_SIGNATURE)
    if place < 0 or len(tail) - place < END.size:
        return None
    _, _, _, _, entries, size_bytes, _, _ = END.unpack_from(tail, place)
    if entries == IN_END64 or size_bytes == 0xFFFFFFFF:
        return _size_in_end64(archive, tail[:place]) or DirectorySize(entries, size_bytes)
    return DirectorySize(entries, size_bytes)


def _size_in_end64(archive: BinaryIO, before_end: bytes) -> DirectorySize | None:
    if len(before_end) < LOCATOR.size:
        return None
    signature, _, offset, _ = LOCATOR.unpack_from(before_end, len(before_end) - LOCATOR.size)
    if signature != LOCATOR_SIGNATURE:
        return None
    archive.seek(min(offset, 2**62))
    record = archive.read(END64.size)
    if len(record) < END64.size or not record.startswith(END64_SIGNATURE):
        return None
    fields = END64.unpack(record)
    return DirectorySize(entries=fields[7], size_bytes=fields[8])
