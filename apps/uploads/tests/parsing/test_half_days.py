import pytest

from apps.uploads.parsing.half_days import to_24_hours


@pytest.mark.parametrize(
    ("hour", "before", "after", "expected"),
    [
        (12, "", "AM", 0),
        (12, "", "PM", 12),
        (1, "", "p. m.", 13),
        (11, "", "a.m.", 11),
        (3, "下午", "", 15),
        (12, "오전", "", 0),
        (12, "", "م", 12),
        (9, "", "μ.μ.", 21),
        (10, "klo", "", 10),
        (10, "à", "", 10),
        (10, "", "o'clock", None),
        (10, "yesterday", "", None),
        (13, "", "PM", 13),
        (10, "", "অপরাহ্ণ", 22),
        (10, "du.", "", 22),
        (10, "", "nachm.", 22),
        (10, "", "אחה״צ", 22),
        (12, "", "nachts", 0),
        (3, "", "nachts", 3),
        (11, "", "nachts", 23),
        (12, "中午", "", 12),
        (11, "中午", "", 11),
        (1, "中午", "", 13),
        (4, "", "de l’après-midi", 16),
        (10, "", "Uhr", 10),
    ],
)
def test_hours_are_counted_to_24(hour, before, after, expected):
    assert to_24_hours(hour, before, after) == expected
