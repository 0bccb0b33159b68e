import numpy as np
import pytest

from apps.search.indexing.base import IndexDamaged
from apps.search.indexing.code_file import Beginning, CodeFile, check_beginning

CODES = np.arange(60, dtype=np.uint8).reshape(12, 5)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "codes.bin"


@pytest.fixture
def file(path):
    file = CodeFile(path, 5)
    file.append(CODES[:4])
    file.append(CODES[4:])
    file.flush()
    yield file
    file.close()


def test_rows_are_read_as_from_an_array(file):
    reader = file.reader()
    assert reader.shape == CODES.shape
    for rows in (np.array([7, 0, 7, 11]), slice(2, 5), np.zeros(0, np.int64), slice(3, 3)):
        assert np.array_equal(reader[rows], CODES[rows])


def test_an_empty_file_reads_as_no_rows(path):
    file = CodeFile(path, 5)
    assert len(file) == len(file.reader()) == 0
    assert file.reader()[np.zeros(0, np.int64)].shape == (0, 5)
    file.close()


def test_a_reader_sees_what_was_there_and_outlasts_the_file(file, path):
    """A search may go on while the replica is closed and removed."""
    reader = file.reader()
    file.append(CODES)
    file.close()
    path.unlink()
    assert len(reader) == 12
    assert np.array_equal(reader[:12], CODES)


def test_reopened_it_goes_on_after_the_beginning(file, path):
    beginning = file.beginning
    file.append(CODES[:3])
    file.close()
    again = CodeFile.reopen(path, 5, beginning)
    again.append(CODES[:1])
    again.flush()
    assert np.array_equal(again.reader()[:13], np.concatenate([CODES, CODES[:1]]))
    assert check_beginning(path, again.beginning)
    again.close()


@pytest.mark.parametrize("harm", ["flip", "cut", "remove"])
def test_damage_is_noticed(file, path, harm):
    beginning = file.beginning
    content = path.read_bytes()
    if harm == "remove":
        path.unlink()
    else:
        path.write_bytes(content[:-1] if harm == "cut" else bytes([content[0] ^ 1]) + content[1:])
    with pytest.raises(IndexDamaged, match=r"codes\.bin"):
        CodeFile.reopen(path, 5, beginning)


def test_what_was_appended_later_is_no_part_of_the_beginning(file, path):
    beginning = file.beginning
    file.append(CODES)
    file.flush()
    assert check_beginning(path, beginning)
    assert beginning == Beginning(60, beginning.sha256)
