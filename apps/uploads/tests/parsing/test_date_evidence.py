import pytest

from apps.uploads.parsing.base import Inference, UnreadableExport
from apps.uploads.parsing.date_evidence import OrderEvidence
from apps.uploads.parsing.date_reasons import AMERICAN, DOTTED


def decide(*dates: str, stated: str = "", signature=None, may_descend: bool = False) -> Inference:
    evidence = OrderEvidence(first_year=2009, may_descend=may_descend)
    for line, text in enumerate(dates, start=1):
        first, second, third = map(int, text.split("/"))
        evidence.add((first, second, third), text, line, f"{text}, 10:30 - Ann: hi")
    return evidence.decide(stated, signature).inference


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["13/1/2024"], "dmy"),
        (["1/13/2024"], "mdy"),
        (["2024/1/13"], "ymd"),
        (["24/12/31"], "ymd"),
        (["24/12/31", "25/1/1"], "ymd"),
        (["31/1/19", "10/6/20"], "dmy"),
        (["5/5/2024"], "dmy"),
    ],
)
def test_a_number_that_can_be_no_month_is_certain(dates, order):
    inference = decide(*dates)
    assert (inference.value, inference.confidence, inference.source) == (order, 1.0, "file")
    assert not inference.needs_input
    assert not inference.choices


@pytest.mark.parametrize(
    ("dates", "order", "at_least"),
    [
        (["1/2/2024", "2/2/2024", "3/2/2024", "1/3/2024"], "dmy", 0.9),  # month first, time would run back
        (["2/1/2024", "2/2/2024", "3/1/2024"], "mdy", 0.9),
        (
            ["1/12/2024", "2/12/2024", "3/12/2024"],
            "dmy",
            0.8,
        ),  # forward both ways; the day changes more often
        (["12/1/2024", "12/2/2024", "12/3/2024"], "mdy", 0.8),
        ([f"{day}/3/2024" for day in range(1, 8)], "dmy", 0.95),  # else always the 3rd, in seven months
        (["1/12/24", "2/12/24", "3/12/24", "4/12/24"], "dmy", 0.88),  # else the 24th of four years
        ([*(f"{day}/1/2024" for day in range(13, 29)), "1/30/2024"], "dmy", 0.9),  # one odd date among many
    ],
)
def test_the_course_of_time_tells_with_a_confidence(dates, order, at_least):
    inference = decide(*dates)
    assert inference.value == order
    assert at_least <= inference.confidence < 1
    assert inference.lines
    assert not inference.needs_input


def test_the_very_lines_that_decided_are_shown():
    certain = decide("1/2/2024", "13/2/2024", "14/2/2024")
    assert [(line.position, line.excerpt) for line in certain.lines] == [
        (2, "13/2/2024, 10:30 - Ann: hi"),
        (3, "14/2/2024, 10:30 - Ann: hi"),
    ]
    by_time = decide("1/2/2024", "3/2/2024", "2/3/2024")
    assert [line.position for line in by_time.lines][:1] == [3]
    assert "backwards" in by_time.lines[0].says


@pytest.mark.parametrize(
    "dates", [["4/5/2024"], ["10/12/24"], ["4/5/2024", "6/7/2024"], ["1/2/2024", "2/3/2024"]]
)
def test_what_nothing_decides_is_asked_with_an_example_of_each_reading(dates):
    inference = decide(*dates)
    assert inference.needs_input
    assert inference.confidence < 0.75
    assert {choice.value for choice in inference.choices} >= {"dmy", "mdy"}
    assert inference.value == "dmy"
    assert inference.lines[0].position == 1


def test_choices_read_the_first_ambiguous_date_aloud():
    labels = [choice.label for choice in decide("5/5/23", "4/1/23").choices]
    assert labels[:2] == [
        "day, month, year: 4/1/23 is 4 January 2023",
        "month, day, year: 4/1/23 is 1 April 2023",
    ]


def test_the_place_of_a_short_year_is_asked_for_too():
    assert [choice.value for choice in decide("10/6/12").choices] == ["dmy", "mdy", "ymd"]


def test_a_signature_is_weighed_against_the_course_of_time():
    alone = decide("4/1/23", signature=AMERICAN)
    assert (alone.value, alone.confidence, alone.needs_input) == ("mdy", 0.85, False)
    assert "American" in alone.explanation
    against = decide("4/1/23", "5/1/23", "6/1/23", signature=AMERICAN)
    assert against.needs_input
    agreed = decide("4/1/23", "4/2/23", signature=AMERICAN)
    assert (agreed.value, agreed.confidence > 0.88) == ("mdy", True)


def test_dots_never_have_the_month_first():
    inference = decide("4/5/2024", signature=DOTTED)
    assert (inference.value, inference.confidence, inference.needs_input) == ("dmy", 0.98, False)


def test_exports_may_put_the_newest_first():
    newest_first = ["2/3/2024", "1/3/2024", "12/2/2024", "3/2/2024", "2/2/2024"]
    assert decide(*newest_first, may_descend=True).value == "dmy"
    assert not decide(*newest_first, may_descend=True).needs_input


def test_a_stated_order_rules_and_can_be_taken_back():
    inference = decide("3/4/2024", stated="mdy")
    assert (inference.value, inference.source, inference.confidence) == ("mdy", "stated", 1.0)
    assert [choice.value for choice in inference.choices] == ["dmy", "mdy"]
    assert decide("13/1/2024", stated="mdy").value == "mdy"
    with pytest.raises(UnreadableExport, match="one of dmy"):
        decide("13/1/2024", stated="ydm")


def test_without_dates_there_is_nothing_to_tell():
    assert decide() is None


def test_what_has_no_other_choice_is_not_asked():
    inference = decide("21/05/2026", "01/01/0000", "31/12/9999")
    assert (inference.value, inference.choices, inference.needs_input) == ("dmy", (), False)


def test_two_days_are_too_few_to_tell():
    inference = decide("1/2/2024", "2/2/2024")
    assert inference.needs_input
    assert [choice.value for choice in inference.choices] == ["dmy", "mdy"]
