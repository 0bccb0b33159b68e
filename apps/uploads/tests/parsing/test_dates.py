from datetime import date

import pytest

from apps.uploads.parsing.base import ParseReport, UnreadableExport
from apps.uploads.parsing.dates import MONTH_FIRST, DateOrder, OrderEvidence, full_year


def decide(*dates: str, stated: str = "", preferred=("dmy", "mdy", "ymd")) -> DateOrder:
    evidence = OrderEvidence(first_year=2009)
    for text in dates:
        first, second, third = map(int, text.split("/"))
        evidence.add((first, second, third))
    return evidence.decide(stated, preferred)


@pytest.mark.parametrize(
    ("dates", "order", "is_certain"),
    [
        (["13/1/2024"], "dmy", True),
        (["1/13/2024"], "mdy", True),
        (["2024/1/13"], "ymd", True),
        (["24/12/31"], "ymd", True),
        (["24/12/31", "25/1/1"], "ymd", True),
        (["1/2/2024", "2/2/2024", "3/2/2024", "1/3/2024"], "dmy", True),  # month first, time would run back
        (["2/1/2024", "2/2/2024", "3/1/2024"], "mdy", True),
        (
            ["1/12/2024", "2/12/2024", "3/12/2024"],
            "dmy",
            False,
        ),  # forward both ways; the day changes more often
        (["12/1/2024", "12/2/2024", "12/3/2024"], "mdy", False),
        ([f"{day}/3/2024" for day in range(1, 8)], "dmy", True),  # else always the 3rd, in seven months
        (["4/5/2024"], "dmy", False),
        (["5/5/2024"], "dmy", True),
        (["31/1/19", "10/6/20"], "dmy", True),
    ],
)
def test_order_is_inferred_over_the_whole_file(dates, order, is_certain):
    assert decide(*dates) == DateOrder(order, is_certain)


def test_one_odd_date_does_not_overrule_the_many():
    assert decide(*(f"{day}/1/2024" for day in range(13, 29)), "1/30/2024") == DateOrder(
        "dmy", is_certain=True
    )


def test_what_is_open_falls_to_the_preferred_order_and_is_warned_of():
    report = ParseReport()
    order = decide("4/1/23", preferred=MONTH_FIRST)
    order.warn(report)
    assert order.name == "mdy"
    assert "month, day, year" in report.warnings[0]


def test_a_stated_order_rules():
    assert decide("13/1/2024", stated="mdy") == DateOrder("mdy", is_certain=True)
    with pytest.raises(UnreadableExport, match="one of dmy"):
        decide("13/1/2024", stated="ydm")


@pytest.mark.parametrize(
    ("numbers", "order", "expected"),
    [
        ((31, 12, 99), "dmy", date(1999, 12, 31)),
        ((12, 31, 24), "mdy", date(2024, 12, 31)),
        ((2567, 4, 5), "ymd", date(2024, 4, 5)),
        ((30, 2, 2024), "dmy", None),
        ((0, 0, 0), "dmy", None),
        ((1, 1, 9999), "dmy", date(9999, 1, 1)),
    ],
)
def test_numbers_become_dates_or_nothing(numbers, order, expected):
    assert DateOrder(order, is_certain=True).to_date(numbers) == expected


def test_two_digit_years_belong_to_the_nearer_century():
    assert [full_year(year) for year in (0, 69, 70, 99)] == [2000, 2069, 1970, 1999]
