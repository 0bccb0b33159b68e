"""Make zip archives for tests, honest and hostile."""

import io
import zipfile


def make_zip(members: dict[str, bytes | str], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=compression)
    return buffer.getvalue()


def set_flag(archive: bytes, flag: int) -> bytes:
    """Return the archive with a flag bit set in every local header and directory entry."""
    patched = bytearray(archive)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = archive.find(signature)
        while place >= 0:
            patched[place + offset] |= flag
            place = archive.find(signature, place + 4)
    return bytes(patched)


def clear_utf8_flag(archive: bytes) -> bytes:
    """Return the archive as programs write it that store UTF-8 names without saying so."""
    patched = bytearray(archive)
    for signature, offset in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        place = archive.find(signature)
        while place >= 0:
            patched[place + offset] &= ~0x08
            place = archive.find(signature, place + 4)
    return bytes(patched)
