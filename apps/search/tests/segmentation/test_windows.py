from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.search.segmentation.passage import PassageMessage
from apps.search.segmentation.windows import Window, WindowSettings, find_session_starts, plan_windows

NOON = datetime(2024, 5, 8, 12, tzinfo=UTC)


def test_windows_end_between_messages():
    windows = plan_windows([4, 4, 4, 4], [True, False, False, False], WindowSettings(10, 3))
    assert windows == [Window(0, 0, 8), Window(5, 8, 16)]


def test_no_window_reaches_over_a_session_break():
    windows = plan_windows([4, 4, 4], [True, False, True], WindowSettings(100, 50))
    assert windows == [Window(0, 0, 8), Window(8, 8, 12)]


def test_a_message_longer_than_a_window_is_spread_over_several():
    windows = plan_windows([2, 25, 3], [True, False, False], WindowSettings(10, 4))
    assert windows == [Window(0, 0, 2), Window(0, 2, 12), Window(8, 12, 22), Window(18, 22, 30)]


def test_messages_before_the_batch_are_context_only():
    windows = plan_windows([5, 5, 5], [True, False, False], WindowSettings(10, 7), first=2)
    assert windows == [Window(3, 10, 15)]


def test_context_of_another_session_is_left_out():
    windows = plan_windows([5, 5, 5], [True, False, True], WindowSettings(10, 7), first=2)
    assert windows == [Window(10, 10, 15)]


def test_a_message_without_tokens_needs_no_window():
    assert plan_windows([0, 0], [True, False], WindowSettings()) == []


@given(
    lengths=st.lists(st.integers(0, 30), max_size=40),
    data=st.data(),
    new=st.integers(1, 20),
    context=st.integers(0, 20),
)
def test_every_token_is_new_exactly_once(lengths, data, new, context):
    starts = [True, *data.draw(st.lists(st.booleans(), min_size=len(lengths), max_size=len(lengths)))]
    first = data.draw(st.integers(0, len(lengths)))
    windows = plan_windows(lengths, starts[: len(lengths)], WindowSettings(new, context), first=first)
    covered = [position for window in windows for position in range(window.start, window.end)]
    assert covered == list(range(sum(lengths[:first]), sum(lengths)))
    for window in windows:
        assert 0 < window.end - window.start <= new
        assert 0 <= window.start - window.context_start <= context


def test_silence_starts_a_session():
    times = [NOON, NOON + timedelta(hours=1), None, NOON + timedelta(hours=6)]
    messages = [PassageMessage("a", "b", moment) for moment in times]
    assert find_session_starts(messages, gap_hours=4) == [True, False, False, True]


def test_the_caller_can_start_a_session():
    messages = [PassageMessage("a", "b"), PassageMessage("a", "b", starts_session=True)]
    assert find_session_starts(messages, gap_hours=4) == [True, True]


@pytest.mark.parametrize(("new", "context"), [(0, 5), (5, -1)])
def test_impossible_settings_are_refused(new, context):
    with pytest.raises(ValueError, match="window"):
        WindowSettings(new, context)
