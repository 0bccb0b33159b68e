from pathlib import Path

import pytest

from apps.uploads.parsing.base import Unit
from apps.uploads.parsing.options import BadChoice, check_choices, combine_options, name_unit
from apps.uploads.parsing.tree import Tree, TreeFile


def test_a_lone_file_goes_by_its_name_and_a_member_by_its_archive_s():
    lone, archive = Tree("chat.txt"), Tree("WhatsApp Chat - Ann.zip")
    for tree, path in ((lone, "chat.txt"), (archive, "_chat.txt")):
        tree.add(TreeFile(path, 1, Path("/x")))
    assert name_unit(Unit("chat.txt", ("chat.txt",)), lone) == "chat.txt"
    assert name_unit(Unit("_chat.txt", ("_chat.txt",)), archive) == "WhatsApp Chat - Ann.zip/_chat.txt"


def test_later_choices_overrule_earlier_ones_where_they_say_something():
    options = combine_options(
        "x", {"timezone": "Europe/Berlin", "date_order": "dmy"}, {"date_order": "mdy", "timezone": ""}
    )
    assert (options.timezone, options.date_order, options.clock) == ("Europe/Berlin", "mdy", "")


def test_good_choices_are_returned_as_parsers_take_them():
    given = {
        "timezone": "Europe/Berlin",
        "date_order": "",
        "clock": 12,
        "base_date": "2024-01-31",
        "columns": {"sender": "From"},
    }
    assert check_choices(given) == {**given, "clock": "12"}


@pytest.mark.parametrize(
    ("subject", "value"),
    [
        ("timezone", "Nowhere/Land"),
        ("timezone", ["Europe/Berlin"]),
        ("timezone", "../../etc/passwd"),
        ("timezone", "a\x00b"),
        ("date_order", "ydm"),
        ("date_order", ["dmy"]),
        ("clock", 13),
        ("base_date", "31.1.2024"),
        ("columns", "sender"),
        ("columns", {"sender": 3}),
        ("columns", {"sender": "x" * 1000}),
        ("columns", {str(number): "x" for number in range(100)}),
    ],
)
def test_bad_choices_are_refused_with_a_code_and_what_can_be_chosen(subject, value):
    with pytest.raises(BadChoice) as refused:
        check_choices({subject: value})
    assert refused.value.code == f"bad_{subject}"
    assert subject in refused.value.message
    assert refused.value.message.endswith(".")


def test_what_cannot_be_chosen_at_all_is_named():
    with pytest.raises(BadChoice, match="colour") as refused:
        check_choices({"colour": "red"})
    assert refused.value.code == "unknown_choice"
