import numpy as np
import pytest

from apps.search.indexing.base import IndexDamaged, SegmentArrays
from apps.search.indexing.segment_file import read_segment, write_segment


def make_segment(messages: int = 3) -> SegmentArrays:
    rng = np.random.default_rng(0)
    return SegmentArrays(
        sequences=np.arange(messages),
        ids=np.arange(messages) + 100,
        vectors=rng.standard_normal((messages, 8)).astype(np.float16),
        token_codes=rng.integers(0, 256, (2 * messages, 4), dtype=np.uint8),
        token_ids=np.arange(2 * messages, dtype=np.int32),
        token_offsets=2 * np.arange(messages + 1),
    )


def test_written_and_read_it_is_the_same(tmp_path):
    arrays = make_segment()
    stored = write_segment(tmp_path / "a" / "one.safetensors", arrays)
    read = read_segment(tmp_path / "a" / "one.safetensors", sha256=stored.sha256)
    assert stored.size_bytes == (tmp_path / "a" / "one.safetensors").stat().st_size
    for name in SegmentArrays.__slots__:
        np.testing.assert_array_equal(getattr(read, name), getattr(arrays, name))
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["one.safetensors"]


def test_each_flipped_byte_is_noticed(tmp_path):
    path = tmp_path / "one.safetensors"
    stored = write_segment(path, make_segment())
    content = path.read_bytes()
    for position in range(0, len(content), 37):
        flipped = bytearray(content)
        flipped[position] ^= 0x10
        path.write_bytes(flipped)
        with pytest.raises(IndexDamaged):
            read_segment(path, sha256=stored.sha256)


def test_a_truncated_or_missing_file_is_noticed(tmp_path):
    path = tmp_path / "one.safetensors"
    stored = write_segment(path, make_segment())
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(IndexDamaged, match="SHA-256"):
        read_segment(path, sha256=stored.sha256)
    path.unlink()
    with pytest.raises(IndexDamaged, match="missing"):
        read_segment(path, sha256=stored.sha256)


def test_arrays_that_do_not_fit_are_not_written(tmp_path):
    arrays = make_segment()
    broken = SegmentArrays(
        arrays.sequences[:-1], *(getattr(arrays, name) for name in SegmentArrays.__slots__[1:])
    )
    with pytest.raises(ValueError, match="number of messages"):
        write_segment(tmp_path / "one.safetensors", broken)
    assert not list(tmp_path.iterdir())
