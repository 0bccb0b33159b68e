"""Files that no chat program writes, or that somebody broke. Every one is made, none is stored."""

import gzip
import io
import json
import os
import stat
import tarfile
import zipfile
from collections.abc import Iterator

MEGABYTE = 1024 * 1024
ZEROS = bytes(MEGABYTE)

GOOD_LINES = "".join(
    f"21/05/2026, 10:{n:02} - {'Ada' if n % 2 else 'Bob'}: good line {n}\n" for n in range(20)
)
GOOD = GOOD_LINES.encode()


def make_zip(members: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=method)
    return packed.getvalue()


def make_zip_of_zeros(megabytes: int) -> bytes:
    """Return a zip whose only member is that many megabytes of zeros; about a thousandth of it."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("zeros.txt", "w", force_zip64=True) as member,
    ):
        for _ in range(megabytes):
            member.write(ZEROS)
    return packed.getvalue()


def make_zip_of_many(entries: int) -> bytes:
    return make_zip({f"{number}.txt": b"x" for number in range(entries)}, method=zipfile.ZIP_STORED)


def make_zip_with_lying_header() -> bytes:
    """Return a zip that claims its 100 MB of zeros to be 10 bytes."""
    packed = bytearray(make_zip_of_zeros(100))
    directory = packed.rfind(b"PK\x01\x02")
    packed[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    return bytes(packed)


def make_zip_with_link() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        link = zipfile.ZipInfo("chat.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return packed.getvalue()


def make_encrypted_zip() -> bytes:
    """Return a zip whose member's flag says that it is encrypted."""
    packed = bytearray(make_zip({"chat.txt": GOOD}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.find(signature) + offset] |= 1
    return bytes(packed)


def make_tar_of_zeros(megabytes: int = 1_024) -> bytes:
    """Return a tar packed with gzip whose only member is that many megabytes of zeros."""
    packed = io.BytesIO()
    header = tarfile.TarInfo("zeros.txt")
    header.size = megabytes * MEGABYTE
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1) as stream:
        stream.write(header.tobuf())
        for _ in range(megabytes):
            stream.write(ZEROS)
        stream.write(bytes(2 * tarfile.BLOCKSIZE))
    return packed.getvalue()


def make_word(parts: dict[str, bytes]) -> bytes:
    return make_zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"} | parts)


def make_word_with_dtd() -> bytes:
    return make_word({"word/styles.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'})


def make_word_of_zeros() -> bytes:
    return make_word({"word/media/1.png": bytes(300 * MEGABYTE)})


def make_spreadsheet() -> bytes:
    return make_zip({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})


def make_json(records: list[dict]) -> bytes:
    return json.dumps(records).encode()


def make_records(count: int, **more) -> list[dict]:
    return [
        {"sender": "Ada", "time": "2026-05-01T10:00:00Z", "text": f"record {n}", **more} for n in range(count)
    ]


def make_deep_json(depth: int) -> bytes:
    return b'{"messages": ' + b"[" * depth + b"]" * depth + b"}"


def make_deep_record(depth: int) -> bytes:
    """Return good records and then one that is nested very deep."""
    deep = b'{"sender": "Eve", "text": ' + b'{"a": ' * depth + b"1" + b"}" * depth + b"}"
    return make_json(make_records(5))[:-1] + b", " + deep + b"]"


def make_long_number(digits: int) -> bytes:
    """Return records and then an integer of so many digits."""
    return b'{"a": 1, "messages": %s, "n": %s, "b": [1]}' % (make_json(make_records(50)), b"9" * digits)


def make_long_line(megabytes: int) -> bytes:
    return GOOD + b"21/05/2026, 11:00 - Ada: " + b"long " * (megabytes * MEGABYTE // 5) + b"\n" + GOOD


def make_noise(size_bytes: int) -> bytes:
    return os.urandom(size_bytes)


def iter_zeros(total_bytes: int) -> Iterator[bytes]:
    for _ in range(total_bytes // MEGABYTE):
        yield ZEROS
