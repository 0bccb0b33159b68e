import threading
import time

import numpy as np
import pytest

from .builders import add_in_steps, make_vectors, measure_recall
from .conftest import reopen

QUERY = make_vectors(1, seed=5)[0]


def test_the_best_are_found_as_brute_force_finds_them(index):
    rows = make_vectors(3000)
    add_in_steps(index, rows)
    found, scores = index.search(QUERY, 10)
    assert len(index) == 3000
    assert measure_recall(index, rows) >= 0.98
    np.testing.assert_allclose(scores, (rows @ QUERY)[found], atol=5e-3)
    assert (np.diff(scores) <= 0).all()


@pytest.mark.parametrize("share", [0.9, 0.3, 0.02])
def test_filters_act_inside_the_index(index, share):
    rows = make_vectors(3000)
    add_in_steps(index, rows)
    allowed = np.random.default_rng(3).random(3000) < share
    found, _ = index.search(QUERY, 10, allowed)
    assert allowed[found].all()
    assert measure_recall(index, rows, allowed) >= 0.98


def test_a_filter_whose_rows_are_all_far_from_the_query_still_fills_the_page(index):
    rows = make_vectors(3000)
    add_in_steps(index, rows)
    allowed = np.zeros(3000, bool)
    allowed[np.argsort(rows @ QUERY)[:700]] = True
    found, _ = index.search(QUERY, 10, allowed)
    assert len(found) == 10
    assert measure_recall(index, rows, allowed) >= 0.95


def test_rows_past_the_filter_are_not_allowed(index):
    add_in_steps(index, make_vectors(1500))
    found, _ = index.search(QUERY, 100, np.ones(61, bool))
    assert sorted(found) == list(range(61))


def test_a_filter_longer_than_the_index_is_cut(index):
    add_in_steps(index, make_vectors(1500))
    assert len(index.search(QUERY, 5, np.ones(1600, bool))[0]) == 5


def test_a_filter_that_leaves_nothing_finds_nothing(index):
    add_in_steps(index, make_vectors(1500))
    for allowed in (np.zeros(1500, bool), np.zeros(0, bool)):
        rows, scores = index.search(QUERY, 10, allowed)
        assert len(rows) == len(scores) == 0


def test_an_empty_index_finds_nothing(index):
    assert len(index) == len(index.search(QUERY, 5)[0]) == 0


@pytest.mark.parametrize("count", [30, 3000])
def test_stored_and_read_back_it_finds_the_same_and_grows_on(engine, index, tmp_path, count):
    add_in_steps(index, make_vectors(count))
    expected = index.search(QUERY, 5)[0]
    was_exact = index.is_exact
    again = reopen(engine, index, tmp_path)
    assert np.array_equal(again.search(QUERY, 5)[0], expected)
    assert again.is_exact == was_exact
    again.add(QUERY[None])
    again.flush()
    assert len(again) == count + 1
    assert again.search(QUERY, 1)[0].tolist() == [count]
    again.close()


def test_what_came_after_the_snapshot_is_gone_and_may_come_again(engine, index, tmp_path):
    """A crash: the segments after the snapshot are applied anew."""
    rows = make_vectors(1700)
    add_in_steps(index, rows[:1600])
    saved = index.save()
    saved = type(saved)(list(saved.files), saved.appended)
    add_in_steps(index, QUERY[None].repeat(100, axis=0))
    index.close()
    again = engine.load(tmp_path, rows.shape[1], 1600, saved)
    assert len(again) == 1600
    assert again.search(QUERY, 1)[1][0] < 0.999
    add_in_steps(again, rows[1600:])
    assert len(again) == 1700
    assert measure_recall(again, rows) >= 0.98
    again.close()


def test_searching_goes_on_while_rows_are_added(index):
    rows = make_vectors(2500)
    add_in_steps(index, rows[:500])
    done, failures = threading.Event(), []

    def keep_searching():
        while not done.is_set():
            try:
                found = index.search(QUERY, 10)[0]
                assert len(set(found.tolist())) == 10
                time.sleep(0.001)
            except BaseException as error:
                failures.append(error)
                raise

    searcher = threading.Thread(target=keep_searching)
    searcher.start()
    add_in_steps(index, rows[500:], step=250)
    done.set()
    searcher.join()
    assert not failures
    assert measure_recall(index, rows) >= 0.98
