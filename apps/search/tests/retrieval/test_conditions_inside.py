"""Conditions as queries and as masks, beside what plain Python says of the same messages."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.search.indexing.analysis import get_analyzer
from apps.search.indexing.features import find_features, find_mentions, unpack_features
from apps.search.retrieval.condition_masks import make_mask
from apps.search.retrieval.condition_queries import make_query
from apps.search.retrieval.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Feature,
    Has,
    InConversations,
    InLanguage,
    Mentions,
    Not,
    Says,
    SentBy,
    SentWithin,
)
from apps.search.retrieval.filters import select_rows
from apps.search.retrieval.query import Filters
from apps.search.tests.indexing.builders import START, Builder, Said

PEOPLE = ("ann", "ben", "cat")
WORDS = ("boot", "the disk", "sound card", "https://x.org/?q=1", "why?", "@ben", "ben: hello", "apt-get", "?")
LINES = [
    Said(person, f"{first} {second}", None if (place + other) % 7 == 0 else 10 * place + other)
    for place, person in enumerate(PEOPLE)
    for other, (first, second) in enumerate(zip(WORDS, [*WORDS[2:], *WORDS[:2]], strict=True))
]
ATTRIBUTES = [
    {},
    {"is_edited": True},
    {"is_reply": True, "has_reactions": True},
    {"attachment_types": ("image",)},
    {"attachment_types": ("video", "file")},
]


@pytest.fixture(scope="module")
def messages(tmp_path_factory):
    """The view of a replica with two conversations, and its rows in order with their conversation."""
    builder = Builder(tmp_path_factory.mktemp("conditions") / "replica")
    replica, everything = builder.open(), []
    for conversation in (1, 2):
        arrays, rows = builder.segment(conversation, LINES)
        said = [
            replace(row, **ATTRIBUTES[(place + conversation) % len(ATTRIBUTES)])
            for place, row in enumerate(rows.messages)
        ]
        replica.apply_segment(conversation, arrays, replace(rows, messages=said))
        everything += [(conversation, row) for row in said]
    replica.commit()
    yield replica.view, everything
    replica.close()


def holds(condition: Condition, conversation: int, row) -> bool:
    terms = get_analyzer("english").terms
    match condition:
        case AllOf(parts):
            return all(holds(part, conversation, row) for part in parts)
        case AnyOf(parts):
            return any(holds(part, conversation, row) for part in parts)
        case Not(part):
            return not holds(part, conversation, row)
        case InConversations(ids):
            return conversation in ids
        case SentBy(ids):
            return row.participant_id in ids
        case SentWithin(after, before):
            known = row.sent_at is not None
            return known and not (after and row.sent_at < after) and not (before and row.sent_at >= before)
        case Has(feature):
            return feature in unpack_features(find_features(row))
        case InLanguage(code):
            return code == "en"
        case Mentions(names):
            return not set(names).isdisjoint(find_mentions(row.text))
        case Says(words):
            wanted, said = terms(words), terms(row.text)
            places = range(len(said) - len(wanted) + 1)
            return bool(wanted) and any(said[place : place + len(wanted)] == wanted for place in places)


moments = st.none() | st.integers(-5, 35).map(lambda minute: START + timedelta(minutes=minute))
leaves = st.one_of(
    st.frozensets(st.integers(1, 3)).map(InConversations),
    st.frozensets(st.integers(0, 4)).map(SentBy),
    st.builds(SentWithin, moments, moments),
    st.sampled_from(Feature).map(Has),
    st.sampled_from(["en", "de"]).map(InLanguage),
    st.sampled_from([*WORDS, "disk boot", "the", "boots", "card why"]).map(Says),
    st.lists(st.sampled_from(["ben", "cat", "hello", ""]), max_size=2).map(tuple).map(Mentions),
)
trees = st.recursive(
    leaves,
    lambda parts: st.one_of(
        st.lists(parts, max_size=3).map(tuple).map(AllOf),
        st.lists(parts, max_size=3).map(tuple).map(AnyOf),
        parts.map(Not),
    ),
    max_leaves=6,
)


@given(condition=trees)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_query_and_mask_find_what_plain_python_finds(messages, condition):
    view, everything = messages
    expected = [place for place, one in enumerate(everything) if holds(condition, *one)]
    assert np.flatnonzero(make_mask(condition, view)).tolist() == expected
    assert sorted(view.sparse.find_rows(make_query(condition, view.sparse)).tolist()) == expected


def test_rows_are_selected_once_for_the_same_filters(messages):
    view, _ = messages
    filters = Filters(conversations=frozenset({1}), condition=Has(Feature.LINK))
    selected = select_rows(view, filters)
    assert 0 < selected.sum() < len(selected) / 2
    assert select_rows(view, replace(filters)) is selected
    assert select_rows(view, Filters(conversations=frozenset({2}))) is not selected
