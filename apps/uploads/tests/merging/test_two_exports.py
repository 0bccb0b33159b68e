"""Two exports of one chat, compared and put in one order: no database."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from apps.uploads.merging import pairing
from apps.uploads.merging.align import ALONE, align
from apps.uploads.merging.arrange import arrange
from apps.uploads.merging.ranges import compress, count, subtract, unite
from apps.uploads.merging.side import Sender, Side

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
TEXTS = [f"we meet at the station number {number}" for number in range(20)]


def make_side(lines, senders=("Anna", "Bob"), *, minutes: int = 0, first: int = 0) -> Side:
    """`lines` are (minute, sender, text) or (minute, sender, text, more)."""
    side = Side([Sender(number, name) for number, name in enumerate(senders)], first + len(lines))
    for number, (minute, sender, text, *more) in enumerate(lines):
        moment = None if minute is None else NOON + timedelta(minutes=minute + minutes)
        more = {"kind": "message", **(more[0] if more else {})}
        side.add(first + number, moment, sender, text=text, **more)
    return side


def merge_texts(mine, theirs, **options) -> list[str]:
    target, source = make_side(mine), make_side(theirs, **options)
    found = align(target, source)
    arranged = arrange(target, source, found)
    placed = {place: mine[at][2] for at, place in enumerate(arranged.target_places)}
    for at, place in enumerate(arranged.source_places):
        if found.partner[at] == ALONE:
            assert place not in placed
            placed[place] = theirs[at][2]
    return [placed[place] for place in sorted(placed)]


def test_a_longer_export_brings_only_its_end():
    chat = [(number, number % 2, text) for number, text in enumerate(TEXTS)]
    target, source = make_side(chat[:12]), make_side(chat[5:])
    found = align(target, source)
    arranged = arrange(target, source, found)
    assert list(found.partner) == [*range(5, 12), *[ALONE] * 8]
    assert not arranged.moves_target
    assert list(arranged.source_places) == list(range(5, 20))


def test_an_older_beginning_comes_first():
    chat = [(number, number % 2, text) for number, text in enumerate(TEXTS)]
    assert merge_texts(chat[8:], chat[:12]) == TEXTS


def test_equal_messages_of_one_minute_stay_as_many_as_one_export_has():
    mine = [(0, 0, "ok"), (0, 0, "ok"), (1, 1, "ok")]
    theirs = [(0, 0, "ok"), (0, 0, "ok"), (0, 0, "ok"), (1, 1, "ok")]
    assert merge_texts(mine, theirs) == ["ok"] * 4


def test_other_names_and_another_zone_are_seen_through():
    mine = [(number, number % 2, text) for number, text in enumerate(TEXTS[:15])]
    theirs = [(number, number % 2, text) for number, text in enumerate(TEXTS)][3:]
    target, source = make_side(mine), make_side(theirs, ("Mum", "You"), minutes=-330)
    found = align(target, source)
    assert [shift.minutes for shift in found.shifts] == [330]
    assert {at: match.target for at, match in found.senders.items()} == {0: 0, 1: 1}
    assert (found.senders[0].agreeing, found.senders[0].votes) == (6, 6)
    assert merge_texts(mine, theirs, senders=("Mum", "You"), minutes=-330) == TEXTS


def test_a_zone_with_summer_time_has_two_shifts():
    mine = [(number, 0, text) for number, text in enumerate(TEXTS)]
    theirs = [(number - (60 if number < 10 else 120), 0, text) for number, text in enumerate(TEXTS)]
    found = align(make_side(mine), make_side(theirs))
    assert list(found.partner) == list(range(20))
    assert {shift.minutes for shift in found.shifts} == {60, 120}


def test_what_both_have_tells_the_order_within_a_minute():
    mine = [(0, 0, "first of all"), (0, 1, "third of all")]
    theirs = [(0, 0, "first of all"), (0, 1, "second of all"), (0, 1, "third of all"), (0, 0, "fourth")]
    assert merge_texts(mine, theirs) == ["first of all", "second of all", "third of all", "fourth"]


def test_edited_and_deleted_messages_are_the_same_messages():
    mine = [(0, 0, "see you at nine"), (1, 1, "bring the tickets"), (2, 0, "fine")]
    theirs = [
        (0, 0, "see you at ten", {"is_edited": True}),
        (1, 1, "", {"kind": "deleted"}),
        (2, 0, "fine"),
    ]
    assert list(align(make_side(mine), make_side(theirs)).partner) == [0, 1, 2]


def test_events_are_told_by_each_phone_in_its_own_words():
    event = {"kind": "system"}
    mine = [(0, -1, "You created the group", event), (1, 0, TEXTS[0]), (2, 1, TEXTS[1])]
    theirs = [(0, -1, "Anna created the group", event), (1, 0, TEXTS[0]), (2, 1, TEXTS[1])]
    assert list(align(make_side(mine), make_side(theirs)).partner) == [0, 1, 2]


def test_numbers_of_another_account_are_not_believed():
    mine = [(number, 0, TEXTS[number], {"source_ref": str(number)}) for number in range(10)]
    theirs = [(number, 0, TEXTS[number], {"source_ref": str(number - 5)}) for number in range(5, 15)]
    assert list(align(make_side(mine), make_side(theirs)).partner) == [5, 6, 7, 8, 9, *[ALONE] * 5]


def test_numbers_of_the_program_find_what_was_edited():
    mine = [(number, 0, TEXTS[number], {"source_ref": str(number)}) for number in range(10)]
    theirs = [(number, 0, f"new {number}", {"source_ref": str(number)}) for number in range(10)]
    assert list(align(make_side(mine), make_side(theirs)).partner) == list(range(10))


SPARSE = st.sets(st.integers(0, 60), max_size=30).map(sorted)
CHATS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 1), st.sampled_from(("ok", "no", "see you tomorrow then"))),
    max_size=25,
).map(lambda lines: sorted(lines, key=lambda line: line[0]))


@given(SPARSE, SPARSE)
def test_ranges_are_sets(one, other):
    assert expand(unite(compress(one), compress(other))) == sorted({*one, *other})
    assert expand(subtract(compress(one), compress(other))) == sorted({*one} - {*other})
    assert count(compress(one)) == len(one)


def expand(ranges) -> list[int]:
    return [number for first, last in ranges for number in range(first, last + 1)]


@given(CHATS, st.data())
def test_cut_in_two_anywhere_a_chat_is_whole_again(chat, data):
    """Any two pieces of one chat that cover it, minutes kept together, make it whole: each message once."""
    cut = data.draw(st.integers(0, 7))
    again = data.draw(st.integers(0, cut))
    early = [line for line in chat if line[0] < cut]
    late = [line for line in chat if line[0] >= again]
    assert sorted(merge_texts(early, late)) == sorted(text for _, _, text in chat)
    assert sorted(merge_texts(late, early)) == sorted(text for _, _, text in chat)


def test_sorted_in_pieces_the_same_pairs_are_found(monkeypatch):
    monkeypatch.setattr(pairing, "SORTED_AT_ONCE", 7)
    chat = [(number, number % 2, text) for number, text in enumerate(TEXTS)]
    assert merge_texts(chat[8:], chat[:12]) == TEXTS


@given(CHATS)
def test_the_same_again_is_nothing_new(chat):
    side = make_side(chat)
    found = align(side, make_side(chat))
    assert list(found.partner) == list(range(len(chat)))
    assert not arrange(side, side, found).moves_target
