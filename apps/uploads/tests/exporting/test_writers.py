"""What becomes of messages in each form: nothing lost in the neutral one, nothing dangerous in the others."""

import csv
import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest

from apps.uploads.exporting.csv_table import COLUMNS, neutralise, write_csv
from apps.uploads.exporting.html_page import write_html
from apps.uploads.exporting.json_lines import write_json_lines
from apps.uploads.exporting.rows import BLOCK_CHARS, Hit, Row, in_blocks
from apps.uploads.parsing.base import POLL, Attachment, ParsedMessage, Reaction
from apps.uploads.tests.parsing.reading import read_text

DOCS = Path(__file__).parents[4] / "docs"
NOON = datetime(2024, 5, 14, 12, 0, 1, 250_000, tzinfo=UTC)
FULL = ParsedMessage(
    "Lisbon <b>trip</b>",
    "=cmd|' /C calc'!A0",
    NOON,
    "<script>alert(1)</script>\nשלום & 😀",
    kind=POLL,
    local_time="2024-05-14T14:00:01",
    source_ref='7"><x',
    starts_session=True,
    is_edited=True,
    reply_to_ref="6",
    attachments=(Attachment("a.png", "image", 5), Attachment("b", "file")),
    reactions=(Reaction("👍", 2, ("Ann",)), Reaction("❤️")),
    conversation_ref="-100",
    sender_ref="u1",
    edited_at=NOON,
    precision="second",
    thread_ref="5",
    mentions=("Bob",),
    links=("https://x.org/?a=1&b=2",),
    forwarded_from="Zoë",
)
BARE = ParsedMessage("Other", None, None, "", source_ref="line 4")
ROWS = [Row(FULL, 1, "telegram", 11), Row(BARE, 2, "irc")]


def test_the_neutral_form_loses_nothing():
    text = "".join(write_json_lines(ROWS))
    assert read_text(text, "export.jsonl").messages == [FULL, BARE]
    declared = [json.loads(line)["type"] for line in text.splitlines()]
    assert declared == ["chatanalysis", "conversation", "person", "message", "conversation", "message"]


def test_conversations_of_one_name_stay_apart():
    rows = [Row(BARE, number, "irc") for number in (1, 2, 1)]
    refs = [
        message.conversation_ref for message in read_text("".join(write_json_lines(rows)), "a.jsonl").messages
    ]
    assert refs == ["", "c2", ""]


def load_schema() -> jsonschema.Draft202012Validator:
    schema = json.loads((DOCS / "neutral-format.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_what_is_written_and_the_documented_example_fit_the_schema():
    validator = load_schema()
    example = re.search(r"```jsonl\n(.*?)```", (DOCS / "neutral-format.md").read_text(), re.DOTALL)[1]
    written = "".join(write_json_lines([*ROWS, Row(FULL, 1, "telegram", 11, Hit(1, 2.5))]))
    for line in (example + written).splitlines():
        validator.validate(json.loads(line))
    assert len(read_text(example, "example.jsonl").messages) == 3
    assert not read_text(example, "example.jsonl").report.skipped


@pytest.mark.parametrize(
    "line",
    [
        {"type": "message", "text": 5},
        {"type": "message", "text": "x", "sent_at": "yesterday"},
        {"type": "message", "text": "x", "kind": "shout"},
        {"type": "person", "name": "Ann"},
        {"type": "chatanalysis"},
    ],
)
def test_the_schema_refuses_what_cannot_be_meant(line):
    assert not load_schema().is_valid(line)


def test_no_cell_of_the_table_is_a_formula():
    table = "".join(write_csv(ROWS))
    header, full, _bare = csv.reader(io.StringIO(table.removeprefix("\ufeff")))
    assert tuple(header) == COLUMNS
    assert full[1] == "'=cmd|' /C calc'!A0"
    assert full[3] == FULL.text
    for start in "=+-@\t\r＝":
        assert neutralise(f"{start}1+1").startswith("'")
        assert neutralise(f" {start}1+1").startswith("'")
    assert neutralise("3 - 1 = 2") == "3 - 1 = 2"


def test_hits_stand_before_the_columns():
    rows = list(
        csv.reader(io.StringIO("".join(write_csv([Row(FULL, 1, "x", 1, Hit(3, 1.5))], has_hits=True))))
    )
    assert rows[1][:2] == ["3", "1.5"]


def test_the_page_shows_words_and_runs_nothing():
    page = "".join(write_html(ROWS, title="<i>Trip</i>"))
    assert "<script" not in page
    assert "<i>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\nשלום &amp; 😀" in page
    assert 'id="m1-7%22%3E%3Cx"' in page
    assert 'href="#m1-6"' in page
    assert "<bdi>Lisbon &lt;b&gt;trip&lt;/b&gt;</bdi>" in page
    assert not re.search(r"""(?:src|href)=["']?(?:https?:|//|javascript)""", page)


def test_a_page_shows_full_times_in_the_zone_of_the_upload():
    late = ParsedMessage("Trip", "Ann", NOON.replace(hour=22), "hi")
    rows = [Row(late, 1, "telegram", zone="Europe/Berlin")]
    page, hits = ("".join(write_html(rows, title="Trip", has_hits=alone)) for alone in (False, True))
    assert "<h3>2024-05-15</h3>" in page
    assert '<time datetime="2024-05-14T22:00:01.250000Z">00:00</time>' in page
    assert "Times in Europe/Berlin" in page
    assert ">2024-05-15 00:00 Europe/Berlin</time>" in hits


def test_an_empty_page_says_so():
    assert "There are no messages." in "".join(write_html([], title="x"))


def test_blocks_hold_everything_in_pieces_of_bounded_size():
    pieces = ["ü" * 1000] * 500
    blocks = list(in_blocks(pieces))
    assert b"".join(blocks).decode() == "".join(pieces)
    assert all(len(block.decode()) <= BLOCK_CHARS + 1000 for block in blocks)
