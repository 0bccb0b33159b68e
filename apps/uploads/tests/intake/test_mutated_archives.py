"""Archives with bytes changed: they are unpacked, in part, or refused with a reason; nothing else is raised."""

import random

import pytest

from apps.uploads.intake.archives import unpack
from apps.uploads.intake.limits import Limits
from apps.uploads.intake.zips import is_zip
from apps.uploads.parsing.base import UnreadableExport
from apps.uploads.tests.intake.zips import make_zip

CHAT = b"13/01/2024, 10:30 - Ann: hi\n" * 20
CENTRAL, END = b"PK\x01\x02", b"PK\x05\x06"
MUTATIONS = 1_500


def patch(data: bytes, signature: bytes, offset: int, value: bytes) -> bytes:
    place = data.rfind(signature) + offset
    return data[:place] + value + data[place + len(value) :]


def refuse(tmp_path, data: bytes) -> str:
    archive, target = tmp_path / "upload.zip", tmp_path / "inside"
    archive.write_bytes(data)
    target.mkdir()
    with pytest.raises(UnreadableExport) as raised:
        unpack(archive, target, Limits())
    return raised.value.code


def test_a_directory_larger_than_the_file(tmp_path):
    data = patch(make_zip({"chat.txt": CHAT}), END, 12, (100_000).to_bytes(4, "little"))
    assert refuse(tmp_path, data) == "truncated_archive"


def test_a_member_without_a_name(tmp_path):
    data = patch(make_zip({"a": CHAT}), CENTRAL, 28, b"\x00\x00\x01\x00")  # its one letter becomes extra data
    assert refuse(tmp_path, data) == "truncated_archive"


def mutate(chance: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5))):
        place = chance.randrange(len(changed))
        match chance.randrange(3):
            case 0:
                changed[place] = chance.choice((0, 1, 127, 128, 255, chance.randrange(256)))
            case 1:
                del changed[place : place + chance.randrange(1, 20)]
            case 2:
                changed[place:place] = changed[chance.randrange(len(changed)) :][: chance.randrange(1, 60)]
    return bytes(changed)


def test_random_changes(tmp_path):
    chance = random.Random(7)
    whole = make_zip({"chat.txt": CHAT, "b/ü.json": b'[{"text": "hi"}]', "c.csv": b"a,b\n" * 50})
    refused = 0
    for number in range(MUTATIONS):
        archive, target = tmp_path / f"{number}.zip", tmp_path / f"{number}"
        archive.write_bytes(mutate(chance, whole))
        target.mkdir()
        if not is_zip(archive):
            continue
        try:
            unpack(archive, target, Limits())
        except UnreadableExport:
            refused += 1
    assert 0 < refused < MUTATIONS
