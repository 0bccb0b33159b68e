"""Tar archives, as Google Takeout offers them: the same promises as for zip."""

import gzip
import io
import random
import tarfile

import pytest

from apps.uploads.intake.archives import Unpacked, is_archive, unpack
from apps.uploads.intake.limits import MEGABYTE, Limits
from apps.uploads.parsing.base import UnreadableExport
from apps.uploads.tests.intake.tars import add_file, make_tar, make_tar_of_links

CHAT = b"13/01/2024, 10:30 - Ann: hi\n"
MUTATIONS = 400


def unpack_bytes(tmp_path, data: bytes, limits: Limits | None = None) -> Unpacked:
    archive, target = tmp_path / "upload.tgz", tmp_path / "inside"
    archive.write_bytes(data)
    target.mkdir(exist_ok=True)
    for file in target.iterdir():
        file.unlink()
    assert is_archive(archive)
    try:
        return unpack(archive, target, limits or Limits())
    finally:
        assert {path.name for path in tmp_path.iterdir()} == {"upload.tgz", "inside"}


def refuse(tmp_path, data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(UnreadableExport) as raised:
        unpack_bytes(tmp_path, data, limits)
    return raised.value.code


@pytest.mark.parametrize("packed", [True, False])
def test_members_come_out_whole(tmp_path, packed):
    members = {
        "Takeout/a.json": b"[]",
        "Takeout/ü.txt": CHAT * 20_000,
        "Takeout/1.jpg": bytes(5),
        "empty.txt": b"",
    }
    unpacked = unpack_bytes(tmp_path, make_tar(members, packed=packed))
    assert {member.path: member.file.read_bytes() for member in unpacked.members} == {
        path: data for path, data in members.items() if path != "Takeout/1.jpg"
    }
    assert [(skipped.path, skipped.code) for skipped in unpacked.skipped] == [("Takeout/1.jpg", "media")]


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/etc/evil.txt", "a/../../evil.txt", "C:\\evil.txt", "a\x01.txt"]
)
def test_names_that_lead_outside_are_refused(tmp_path, name):
    unpacked = unpack_bytes(tmp_path, make_tar({name: b"evil", "chat.txt": CHAT}))
    assert [member.path for member in unpacked.members] == ["chat.txt"]
    assert [skipped.code for skipped in unpacked.skipped] == ["unsafe_name"]


def test_links_and_devices_are_not_unpacked(tmp_path):
    unpacked = unpack_bytes(tmp_path, make_tar_of_links())
    assert [member.path for member in unpacked.members] == ["chat.txt"]
    assert {skipped.code for skipped in unpacked.skipped} == {"link"}


def test_bombs_are_stopped_also_where_nothing_is_unpacked(tmp_path):
    assert refuse(tmp_path, make_tar({"zeros.txt": bytes(20 * MEGABYTE)})) == "archive_ratio"
    assert refuse(tmp_path, make_tar({"zeros.jpg": bytes(20 * MEGABYTE), "a.txt": CHAT})) == "archive_ratio"
    limits = Limits(unpacked_bytes=MEGABYTE, ratio=1e9)
    assert (
        refuse(tmp_path, make_tar({"a.jpg": random.Random(1).randbytes(2 * MEGABYTE)}), limits)
        == "archive_too_large"
    )


def test_too_many_entries_are_refused(tmp_path):
    members = {f"{number}.txt": b"" for number in range(101)}
    assert refuse(tmp_path, make_tar(members), Limits(entries=100)) == "too_many_entries"


def test_headers_that_would_fill_the_memory_are_refused(tmp_path):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        add_file(archive, "x" * (2 * MEGABYTE), CHAT)
    assert refuse(tmp_path, buffer.getvalue()) == "truncated_archive"


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_a_truncated_archive_says_so(tmp_path, share):
    data = make_tar({"chat.txt": random.Random(1).randbytes(100_000), "other.txt": CHAT})
    assert refuse(tmp_path, data[: int(len(data) * share)]) == "truncated_archive"


def test_random_changes(tmp_path):
    chance = random.Random(7)
    whole = bytearray(
        make_tar({"chat.txt": CHAT * 20, "b/ü.json": b"[]", "c" * 150: b"a,b\n" * 50}, packed=False)
    )
    refused = 0
    for _ in range(MUTATIONS):
        changed = bytearray(whole)
        for _ in range(chance.choice((1, 2, 5))):
            place = chance.randrange(len(changed))
            if not 257 <= place < 262:
                changed[place] = chance.choice((0, 48, 55, 127, 128, 255))
        data = bytes(changed[: chance.choice((len(changed), chance.randrange(600, len(changed))))])
        try:
            unpack_bytes(tmp_path, gzip.compress(data, 1) if chance.random() < 0.3 else data)
        except UnreadableExport:
            refused += 1
    assert 0 < refused < MUTATIONS
