"""Messages come out oldest first, whatever the file's order and however long it is."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from apps.uploads.parsing import time_order
from apps.uploads.parsing.base import Attachment, ParsedMessage, Reaction
from apps.uploads.parsing.time_order import in_time_order

START = datetime(2024, 1, 1, tzinfo=UTC)


def make(number: int, minutes: int | None) -> ParsedMessage:
    sent_at = None if minutes is None else START + timedelta(minutes=minutes)
    return ParsedMessage("c", "Ann", sent_at, f"text {number} 👍", source_ref=f"{number}")


def refs(messages) -> list[int]:
    return [int(message.source_ref) for message in in_time_order(messages)]


@pytest.fixture(params=[False, True], ids=["in memory", "spilled"])
def few_at_once(request, monkeypatch):
    if request.param:
        monkeypatch.setattr(time_order, "CHUNK", 7)
        monkeypatch.setattr(time_order, "BLOCK", 3)


@pytest.mark.usefixtures("few_at_once")
def test_newest_first_is_turned_round_ties_too():
    newest_first = [make(number, (99 - number) // 4) for number in range(100)]
    assert refs(newest_first) == list(range(99, -1, -1))


@pytest.mark.usefixtures("few_at_once")
def test_oldest_first_keeps_the_order_of_one_moment():
    assert refs([make(number, number // 4) for number in range(100)]) == list(range(100))


@pytest.mark.usefixtures("few_at_once")
def test_any_order_is_sorted():
    minutes = list(range(100))
    random.Random(3).shuffle(minutes)
    found = refs([make(number, minute) for number, minute in enumerate(minutes)])
    assert [minutes[number] for number in found] == list(range(100))


@pytest.mark.usefixtures("few_at_once")
def test_a_message_without_time_stays_beside_the_one_before_it():
    messages = [make(number, None if number % 3 == 1 else 5 * number) for number in range(30)]
    assert refs(messages) == list(range(30))


def test_spilled_messages_come_back_whole(monkeypatch):
    monkeypatch.setattr(time_order, "CHUNK", 2)
    whole = ParsedMessage(
        "c", None, START, "x", kind="call", attachments=(Attachment("a.jpg", "image", 7),),
        reactions=(Reaction("👍", 2, ("Ann", "Bob")),), mentions=("Bob",), edited_at=START,
    )  # fmt: skip
    assert list(in_time_order([whole] * 5)) == [whole] * 5


def test_no_messages_are_no_messages():
    assert list(in_time_order([])) == []
