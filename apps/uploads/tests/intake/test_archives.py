import stat
import struct
import zipfile
from pathlib import Path

import pytest

from apps.uploads.intake.archives import Unpacked, unpack
from apps.uploads.intake.limits import MEGABYTE, Limits
from apps.uploads.intake.zips import is_zip
from apps.uploads.parsing.base import UnreadableExport
from apps.uploads.tests.intake.zips import clear_utf8_flag, make_zip, set_flag

CHAT = b"13/01/2024, 10:30 - Ann: hi\n"


@pytest.fixture
def unpack_bytes(tmp_path):
    """Unpack an archive into a fresh folder inside `tmp_path`, watched for files outside it."""

    def run(data: bytes, limits: Limits = Limits()) -> Unpacked:  # noqa: B008
        archive, target = tmp_path / "upload.zip", tmp_path / "inside"
        archive.write_bytes(data)
        target.mkdir()
        try:
            return unpack(archive, target, limits)
        finally:
            assert {path.name for path in tmp_path.iterdir()} == {"upload.zip", "inside"}

    return run


def refuse(unpack_bytes, data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(UnreadableExport) as raised:
        unpack_bytes(data, limits or Limits())
    assert raised.value.message.endswith(".")
    return raised.value.code


def reasons(unpacked: Unpacked) -> dict[str, str]:
    return {member.path: member.code for member in unpacked.skipped}


def test_members_come_out_whole_under_names_of_our_own(unpack_bytes, tmp_path):
    unpacked = unpack_bytes(make_zip({"a/_chat.txt": CHAT, "b.json": b"[]", "empty.txt": b""}))
    assert [(m.path, m.size_bytes, m.file.read_bytes()) for m in unpacked.members] == [
        ("a/_chat.txt", len(CHAT), CHAT),
        ("b.json", 2, b"[]"),
        ("empty.txt", 0, b""),
    ]
    assert all(m.file.parent == tmp_path / "inside" and m.file.name.isdigit() for m in unpacked.members)


def test_what_is_no_chat_is_left_out_with_its_reason(unpack_bytes):
    unpacked = unpack_bytes(
        make_zip(
            {
                "chat.txt": CHAT,
                "folder/": b"",
                "__MACOSX/._chat.txt": b"x",
                "a/.DS_Store": b"x",
                "IMG-1.JPG": b"x",
                "inner.zip": make_zip({"x.txt": CHAT}),
            }
        )
    )
    assert [member.path for member in unpacked.members] == ["chat.txt"]
    assert reasons(unpacked) == {
        "__MACOSX/._chat.txt": "clutter",
        "a/.DS_Store": "clutter",
        "IMG-1.JPG": "media",
        "inner.zip": "nested_archive",
    }


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "a/../../evil.txt",
        "/etc/evil.txt",
        "..\\evil.txt",
        "C:\\evil.txt",
        "\\\\host\\evil.txt",
        "a\x01b.txt",
    ],
)
def test_names_that_lead_outside_are_refused_and_written_nowhere(unpack_bytes, name):
    unpacked = unpack_bytes(make_zip({name: b"evil", "chat.txt": CHAT}))
    assert [member.path for member in unpacked.members] == ["chat.txt"]
    assert list(reasons(unpacked).values()) == ["unsafe_name"]


def test_links_and_devices_are_not_unpacked(unpack_bytes, tmp_path):
    path = tmp_path / "upload.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, kind in (
            ("link.txt", stat.S_IFLNK),
            ("device.txt", stat.S_IFCHR),
            ("pipe.txt", stat.S_IFIFO),
        ):
            info = zipfile.ZipInfo(name)
            info.external_attr = (kind | 0o644) << 16
            archive.writestr(info, "/etc/passwd")
        archive.writestr("chat.txt", CHAT)
    unpacked = unpack_bytes(path.read_bytes())
    assert [member.path for member in unpacked.members] == ["chat.txt"]
    assert set(reasons(unpacked).values()) == {"link"}


def test_names_in_utf8_without_the_flag_are_repaired(unpack_bytes):
    unpacked = unpack_bytes(clear_utf8_flag(make_zip({"Chat mit Jörg 👨‍👩‍👧.txt": CHAT})))
    assert [member.path for member in unpacked.members] == ["Chat mit Jörg 👨‍👩‍👧.txt"]


def test_a_bomb_is_stopped_by_its_ratio(unpack_bytes):
    assert refuse(unpack_bytes, make_zip({"zeros.txt": bytes(20 * MEGABYTE)})) == "archive_ratio"


def test_unpacked_bytes_are_counted_over_all_members(unpack_bytes):
    members = {f"{number}.txt": bytes(range(256)) * 4096 for number in range(4)}
    limits = Limits(unpacked_bytes=3 * MEGABYTE, ratio=1e9)
    assert refuse(unpack_bytes, make_zip(members), limits) == "archive_too_large"


def test_a_small_file_may_pack_well(unpack_bytes):
    assert unpack_bytes(make_zip({"a.txt": b"ha" * 400_000})).members[0].size_bytes == 800_000


def test_headers_that_understate_a_size_are_not_believed(unpack_bytes):
    data = make_zip({"zeros.txt": bytes(20 * MEGABYTE)})
    lying = data.replace(struct.pack("<L", 20 * MEGABYTE), struct.pack("<L", 10))
    assert lying != data
    assert refuse(unpack_bytes, lying) in ("truncated_archive", "archive_ratio")


def test_too_many_entries_are_refused_before_they_are_listed(unpack_bytes):
    members = {f"{number}.txt": b"" for number in range(101)}
    assert refuse(unpack_bytes, make_zip(members), Limits(entries=100)) == "too_many_entries"


DAYS = {f"general/20{year:02}-01-{day:02}.json": b"[]" for year in range(10) for day in range(1, 29)}


def test_days_of_channels_are_counted_apart(unpack_bytes):
    unpacked = unpack_bytes(make_zip({"users.json": b"[]", **DAYS}), Limits(entries=10))
    assert len(unpacked.members) == 281


@pytest.mark.parametrize(
    ("more", "limits"),
    [({}, Limits(entries=10, day_files=100)), ({f"{n}.txt": b"x" for n in range(11)}, Limits(entries=10))],
)
def test_too_many_days_are_refused_and_too_many_others_beside_them(unpack_bytes, more, limits):
    assert refuse(unpack_bytes, make_zip({**DAYS, **more}), limits) == "too_many_entries"


def test_an_end_record_that_understates_its_entries_does_not_help(unpack_bytes):
    data = bytearray(make_zip({f"{number:0500d}.txt": b"" for number in range(300)}))
    end = data.rfind(b"PK\x05\x06")
    data[end + 8 : end + 12] = struct.pack("<HH", 1, 1)
    assert refuse(unpack_bytes, bytes(data), Limits(entries=100)) == "too_many_entries"


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_truncated_archive_says_so(unpack_bytes, share):
    data = make_zip({"chat.txt": CHAT * 500, "other.txt": CHAT})
    assert refuse(unpack_bytes, data[: max(4, int(len(data) * share))]) == "truncated_archive"


def test_a_damaged_member_is_left_out_and_the_others_are_read(unpack_bytes):
    data = bytearray(make_zip({"bad.txt": b"A" * 100, "good.txt": CHAT}, compression=zipfile.ZIP_STORED))
    data[data.find(b"AAAA")] = 0x42
    unpacked = unpack_bytes(bytes(data))
    assert [member.path for member in unpacked.members] == ["good.txt"]
    assert reasons(unpacked) == {"bad.txt": "damaged"}


def test_an_archive_of_damaged_members_only_says_so(unpack_bytes):
    data = bytearray(make_zip({"bad.txt": b"A" * 100}, compression=zipfile.ZIP_STORED))
    data[data.find(b"AAAA")] = 0x42
    assert refuse(unpack_bytes, bytes(data)) == "truncated_archive"


def test_encrypted_archives_say_so(unpack_bytes):
    assert refuse(unpack_bytes, set_flag(make_zip({"chat.txt": CHAT}), 0x01)) == "encrypted_archive"


@pytest.mark.parametrize("members", [{}, {"photo.jpg": b"x"}, {"folder/": b""}])
def test_an_archive_without_text_has_nothing_to_read(unpack_bytes, members):
    assert refuse(unpack_bytes, make_zip(members)) == "nothing_to_read"


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_compression_that_may_demand_gigabytes_is_not_unpacked(unpack_bytes, method):
    assert refuse(unpack_bytes, make_zip({"chat.txt": CHAT}, compression=method)) == "nothing_to_read"


def test_archives_are_told_by_their_content(tmp_path):
    def is_zip_file(data: bytes) -> bool:
        path = Path(tmp_path / "upload.txt")
        path.write_bytes(data)
        return is_zip(path)

    data = make_zip({"chat.txt": CHAT})
    assert is_zip_file(data)
    assert is_zip_file(data[:40])
    assert is_zip_file(make_zip({}))
    assert not is_zip_file(CHAT + data)
    assert not is_zip_file(b"")


def test_a_zip64_archive_is_counted(unpack_bytes, tmp_path):
    path = tmp_path / "upload.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(70_000):
            archive.writestr(f"{number}", b"")
    assert refuse(unpack_bytes, path.read_bytes(), Limits(entries=10_000)) == "too_many_entries"
