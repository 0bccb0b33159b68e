import numpy as np
import pytest

from apps.search.indexing.base import IndexDamaged
from apps.search.indexing.vectors import SavedVectors, coarse
from apps.search.indexing.vectors.faiss_engine import FaissEngine
from apps.search.indexing.vectors.faiss_index import ROWS_FILE

from .builders import DIM, add_in_steps, make_vectors, measure_recall


@pytest.fixture
def make(tmp_path, compressed_soon):
    made = []

    def make(count: int):
        index = FaissEngine().create(tmp_path, DIM)
        made.append(index)
        add_in_steps(index, make_vectors(count))
        return index

    yield make
    for index in made:
        index.close()


def test_few_are_compared_in_full_and_many_by_few_bits(make):
    assert make(1000).is_exact
    many = make(1001)
    assert not many.is_exact
    assert many.memory_bytes < 1001 * DIM


def test_many_lie_in_blocks_that_follow_one_another(make, tmp_path):
    index = make(6000)
    step = coarse.rows_per_block(DIM)
    names = [name for name, _ in index.save().files]
    assert names == [f"dense-{number}.faiss" for number in range(-(-6000 // step))]
    assert len(names) == 3
    first_of_second = make_vectors(6000)[step]
    assert index.search(first_of_second, 1)[0].tolist() == [step]


@pytest.mark.parametrize("dim", [32, 384, 768, 1024, 33])
def test_a_full_block_fills_the_room_that_faiss_takes(dim):
    rows = coarse.rows_per_block(dim)
    sample = np.random.default_rng(0).standard_normal((800, dim)).astype(np.float32)
    block = coarse.CoarseBlock.train(sample, first_row=0)
    empty_bytes = len(block.to_bytes())
    block.add(sample)
    row_bytes = (len(block.to_bytes()) - empty_bytes) / 800
    assert block.free_rows == rows - 800
    assert 0.99 <= rows * (row_bytes - 8) / coarse.BLOCK_BYTES <= 1.01


def test_a_deep_page_is_found_as_well(make):
    rows = make_vectors(3000)
    index, query = make(3000), make_vectors(1, seed=5)[0]
    found, _ = index.search(query, 1500)
    best = set(np.argsort(-(rows @ query))[:1500].tolist())
    assert len(set(found.tolist())) == 1500
    assert len(best & set(found.tolist())) >= 0.97 * 1500


def test_rows_are_kept_to_a_254th_of_their_largest_number(make):
    index = make(2000)
    rows = make_vectors(2000)
    off = np.abs(index._rows.read(slice(0, 2000)) - rows)
    assert (off <= np.abs(rows).max(axis=1, keepdims=True) / 253).all()


@pytest.mark.parametrize(
    ("rows", "appended"), [(1999, True), (2000, False)], ids=["another count", "a file that nobody names"]
)
def test_a_snapshot_that_does_not_fit_is_refused(make, tmp_path, rows, appended):
    index = make(2000)
    saved = index.save()
    kept = SavedVectors(list(saved.files), saved.appended if appended else {})
    with pytest.raises(IndexDamaged):
        FaissEngine().load(tmp_path, DIM, rows, kept)


def test_a_flipped_byte_in_the_rows_is_noticed(make, tmp_path):
    index = make(2000)
    saved = index.save()
    kept = SavedVectors(list(saved.files), saved.appended)
    with (tmp_path / ROWS_FILE).open("r+b") as file:
        file.seek(777)
        byte = file.read(1)[0]
        file.seek(777)
        file.write(bytes([byte ^ 1]))
    with pytest.raises(IndexDamaged, match=ROWS_FILE):
        FaissEngine().load(tmp_path, DIM, 2000, kept)


def test_what_is_written_later_does_not_suit_the_first_quantiser_and_is_found_all_the_same(make):
    """Another kind of text: each block is trained anew, and exact scores follow the scan."""
    index = make(3000)
    other = np.roll(make_vectors(3000, seed=8), DIM // 2, axis=1) * np.float32([1, -1] * (DIM // 2))
    add_in_steps(index, other)
    rows = np.concatenate([make_vectors(3000), other])
    assert measure_recall(index, rows) >= 0.98
