from datetime import UTC, datetime

import pytest

from apps.uploads.parsing import values

AT = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        1700000000,
        1700000000.0,
        "1700000000",
        1700000000000,
        "2023-11-14T22:13:20Z",
        "2023-11-14T23:13:20+01:00",
    ],
)
def test_moments_of_all_kinds(value):
    assert values.moment_of(value) == AT


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        0,
        "0",
        "",
        "soon",
        "2023-11-14T22:13:20",
        1e300,
        -5,
        10**30,
        float("nan"),
        [],
        {},
        "9" * 99,
    ],
)
def test_what_is_no_moment(value):
    assert values.moment_of(value) is None


def test_local_times_have_no_zone_and_a_plausible_year():
    assert values.local_of("2023-11-14T22:13:20") == datetime(2023, 11, 14, 22, 13, 20)
    assert [values.local_of(value) for value in ("1970-01-01T01:00:00", "2023-11-14T22:13:20Z", 5, None)] == [
        None
    ] * 4


def test_values_of_other_types_are_nothing():
    odd = [None, True, [], {}, [5]]
    assert [values.text_of(value) for value in odd] == [""] * 5
    assert [values.ref_of(value) for value in [*odd, 1.5]] == [""] * 6
    assert [values.int_of(value) for value in [*odd, "x", 1.5, "9" * 99]] == [None] * 8
    assert list(values.dicts_of([1, {"a": 1}, None])) == [{"a": 1}]
    assert list(values.dicts_of({"a": 1})) == []


def test_values_are_cleaned():
    assert values.text_of(" a\0b\ud800 ") == "ab\ufffd"
    assert (values.name_of("a\n b"), values.name_of(7), values.ref_of(12), values.ref_of("U1")) == (
        "a b",
        "7",
        "12",
        "U1",
    )
    assert (values.int_of("12"), values.int_of(3.0), values.size_of(-1), values.size_of(2**70)) == (
        12,
        3,
        None,
        None,
    )
