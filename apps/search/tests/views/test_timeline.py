from datetime import datetime, timedelta

import pytest

from apps.search.views.excerpt import Excerpt
from apps.search.views.moments import Moment
from apps.search.views.timeline import Line, lay_out

MORNING = datetime(2024, 3, 5, 9, 0)


def make_line(sender: str, minutes: int | None, kind: str = "message") -> Line:
    clock = None if minutes is None else MORNING + timedelta(minutes=minutes)
    moment = clock and Moment(clock, clock.isoformat(), "")
    return Line(message_id=1, sender=sender, kind=kind, moment=moment, excerpt=Excerpt("x", []))


def opened_days(lines: list[Line]) -> list[str | None]:
    return [line.opens_day and str(line.opens_day) for line in lines]


def test_a_sender_is_named_once_for_what_they_say_in_one_go():
    lines = lay_out([make_line("Ada", 0), make_line("Ada", 1), make_line("Bob", 2), make_line("Ada", 3)])

    assert [line.opens_turn for line in lines] == [True, False, True, True]


def test_a_long_silence_and_an_event_end_a_turn():
    lines = lay_out(
        [make_line("Ada", 0), make_line("Ada", 11), make_line("", 12, "system"), make_line("Ada", 13)]
    )

    assert [line.opens_turn for line in lines] == [True, True, True, True]


def test_each_day_is_announced_once():
    lines = lay_out([make_line("Ada", 0), make_line("Ada", 1), make_line("Ada", 24 * 60)])

    assert opened_days(lines) == ["2024-03-05", None, "2024-03-06"]
    assert lines[2].opens_turn


def test_what_comes_before_counts():
    lines = lay_out([make_line("Ada", 2)], before=[make_line("Ada", 1)])

    assert opened_days(lines) == [None]
    assert not lines[0].opens_turn


def test_events_without_a_time_do_not_begin_a_day():
    event = make_line("", None, "system")

    assert opened_days(lay_out([make_line("Ada", 0), event, make_line("Bob", 1)])) == [
        "2024-03-05",
        None,
        None,
    ]
    assert opened_days(lay_out([make_line("Bob", 1)], before=[make_line("Ada", 0), event])) == [None]


def test_a_day_that_is_announced_already_is_not_announced_again():
    lines = lay_out([make_line("Ada", 0), make_line("Ada", 24 * 60)], day=MORNING.date())

    assert opened_days(lines) == [None, "2024-03-06"]


@pytest.mark.parametrize(
    ("text", "actor"), [("Ada added Bob", ""), ("added Bob", "Ada"), ("Messages are encrypted", "Ada")]
)
def test_an_events_text_names_whom_it_is_of_once(text, actor):
    line = Line(1, "Ada", "system", None, Excerpt(text, []))
    assert line.actor == actor
