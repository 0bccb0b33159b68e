from datetime import date

import pytest

from apps.uploads.parsing.base import ParseReport, UnreadableExport
from apps.uploads.parsing.dates import DateOrder, full_year, stated_order


def test_a_stated_order_must_exist_and_is_told():
    report = ParseReport()
    stated_order("mdy").report(report)
    assert report.inferences["date_order"].source == "stated"
    with pytest.raises(UnreadableExport, match="one of dmy"):
        stated_order("ydm")


@pytest.mark.parametrize(
    ("numbers", "order", "expected"),
    [
        ((31, 12, 99), "dmy", date(1999, 12, 31)),
        ((12, 31, 24), "mdy", date(2024, 12, 31)),
        ((2567, 4, 5), "ymd", date(2024, 4, 5)),
        ((1402, 10, 25), "ymd", date(2024, 1, 15)),
        ((1399, 12, 30), "ymd", date(2021, 3, 20)),
        ((1400, 1, 1), "ymd", date(2021, 3, 21)),
        ((1403, 7, 1), "ymd", date(2024, 9, 22)),
        ((1403, 6, 31), "ymd", date(2024, 9, 21)),
        ((1402, 12, 30), "ymd", None),
        ((1402, 13, 1), "ymd", None),
        ((30, 2, 2024), "dmy", None),
        ((0, 0, 0), "dmy", None),
        ((1, 1, 9999), "dmy", date(9999, 1, 1)),
    ],
)
def test_numbers_become_dates_or_nothing(numbers, order, expected):
    assert DateOrder(order).to_date(numbers) == expected


def test_two_digit_years_belong_to_the_nearer_century():
    assert [full_year(year) for year in (0, 69, 70, 99)] == [2000, 2069, 1970, 1999]
