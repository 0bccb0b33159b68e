import math
from collections import Counter
from datetime import timedelta

import numpy as np
import pytest

from apps.search.indexing.analysis import get_analyzer
from apps.search.indexing.base import MessageRow, SegmentRows
from apps.search.indexing.moments import to_microseconds
from apps.search.indexing.sparse import FIELD_WEIGHTS, SparseIndex
from apps.search.tests.indexing.builders import START, Builder, Said

TEXTS = [
    "my sound card is silent",
    "did you install the driver?",
    "yes, with apt-get install alsa-base",
    "the café in /etc/alsa has coffee",
    "sound sound sound",
]


def make_rows(texts, conversation=1, first=0):
    messages = [
        MessageRow(first + i, 1 + i % 2, i, START + timedelta(days=i), ["ann", "ben"][i % 2], text)
        for i, text in enumerate(texts)
    ]
    return SegmentRows(conversation, messages)


@pytest.fixture
def index(tmp_path):
    index = SparseIndex(tmp_path, "english")
    index.add(make_rows(TEXTS), 0, [True, *[False] * (len(TEXTS) - 1)])
    index.commit()
    yield index
    index.close()


def find(index, text, limits=None):
    return index.searcher().search_words(text, 10, limits)


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("installing", {1, 2}),
        ("apt-get", {2}),
        ("/etc/alsa", {3, 2}),
        ("cafe", {3}),
        ("CAFÉ", {3}),
        ('"sound card"', {0}),
        ('"card sound"', set()),
        ('"sound card" "silent"', {0}),
        ("the is", set()),
        ("", set()),
        ("ann", set()),
        ("May", set()),
    ],
)
def test_keyword_matches(index, query, rows):
    found = find(index, query)
    assert set(found.rows.tolist()) == rows
    assert found.total == len(rows)


def test_surroundings_date_and_speaker_are_found_by_meaningful_search(index):
    searcher = index.searcher()
    assert 0 in searcher.search("driver", 10).rows
    assert searcher.search("9 May", 10).rows[0] == 1
    assert set(searcher.search("ben", 2).rows) == {1, 3}


def test_total_counts_more_than_is_returned(index):
    found = index.searcher().search_words("sound install", 1)
    assert (len(found.rows), found.total) == (1, 4)


def test_limits_are_applied_inside(index):
    index.add(make_rows(TEXTS, conversation=2), 5, [True, *[False] * (len(TEXTS) - 1)])
    index.commit()
    leaves = index.searcher().leaves
    assert set(find(index, "sound", leaves.among("conversation", {2})).rows) == {5, 9}
    assert set(find(index, "install", leaves.among("participant", {2})).rows) == {1, 6}
    second_day = [to_microseconds(START + timedelta(days=days)) for days in (1, 2)]
    assert set(find(index, "sound install", leaves.sent_within(*second_day)).rows) == {1, 6}
    assert find(index, "sound", leaves.among("conversation", set())).total == 0


def test_by_date_the_newest_comes_first(index):
    found = index.searcher().search_words("sound install", 10, by_date=True)
    assert found.rows.tolist() == [4, 2, 1, 0]


def test_deleted_rows_are_gone(index):
    index.delete(np.array([0]))
    index.commit()
    assert find(index, '"sound card"').total == 0


def test_chosen_rows_get_the_scores_the_search_gives(index):
    searcher = index.searcher()
    found = searcher.search("sound driver", 10)
    chosen = np.array([4, 0, 3])
    scores = dict(zip(found.rows.tolist(), found.scores.tolist(), strict=True))
    np.testing.assert_allclose(
        searcher.score_rows("sound driver", chosen),
        [scores.get(row, 0) for row in chosen.tolist()],
        rtol=1e-5,
    )


def plain_bm25(documents: list[str], query: str) -> list[float]:
    """Robertson's formula with k1 1.2 and b .75, written out."""
    terms = get_analyzer("english").terms
    bags = [Counter(terms(document)) for document in documents]
    lengths = [sum(bag.values()) for bag in bags]
    mean, scores = sum(lengths) / len(lengths), [0.0] * len(bags)
    for term in dict.fromkeys(terms(query)):
        holders = sum(term in bag for bag in bags)
        idf = math.log(1 + (len(bags) - holders + 0.5) / (holders + 0.5))
        for i, bag in enumerate(bags):
            scores[i] += idf * bag[term] * 2.2 / (bag[term] + 1.2 * (0.25 + 0.75 * lengths[i] / mean))
    return scores


def test_scores_are_the_weighted_sum_of_plain_bm25_over_the_fields(index):
    spoken = [f"{name} {text}" for name, text in zip(["ann", "ben"] * 3, TEXTS, strict=False)]
    dates = [
        "8 May 2024 Wednesday",
        "9 May 2024 Thursday",
        "10 May 2024 Friday",
        "11 May 2024 Saturday",
        "12 May 2024 Sunday",
    ]
    fields = {
        "message": [f"{date} {line}" for date, line in zip(dates, spoken, strict=True)],
        "near": [" ".join(spoken[max(0, i - 1) : i + 2]) for i in range(5)],
        "wide": [" ".join(spoken[max(0, i - 2) : i + 3]) for i in range(5)],
    }
    # A gap of a day ends a session for the replica; here the flags say that it is one.
    query = "sound driver install"
    expected = sum(
        weight * np.array(plain_bm25(fields[field], query)) for field, weight in FIELD_WEIGHTS.items()
    )
    np.testing.assert_allclose(index.searcher().score_rows(query, np.arange(5)), expected, rtol=1e-4)


def test_rare_words_count_where_they_stand_and_common_ones_do_not(tmp_path):
    builder = Builder(tmp_path / "replica")
    said = [Said("ann", f"the printer says error {number}", number) for number in range(6)]
    replica = builder.open()
    replica.apply_segment(1, *builder.segment(1, [*said, Said("ben", "code ERR-48707 again", 9)]))
    replica.commit()
    rows = np.arange(7)
    assert replica.view.sparse.score_rare("what is ERR-48707", rows).tolist() == [0] * 6 + [1]
    assert not replica.view.sparse.score_rare("printer error", rows).any()
    replica.close()
