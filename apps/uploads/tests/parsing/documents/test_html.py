import time

import pytest

from apps.uploads.parsing.documents.blocks import MAX_PARAGRAPH_CHARS
from apps.uploads.tests.parsing.reading import Reading, read_bytes, read_text

PAGE = """<!DOCTYPE html><html><head><title>Beds &amp; tools</title><style>p {}</style>
<script>document.write("<p>never</p>")</script></head><body>
<h1>Beds</h1>loose <b>words</b><p>See <a href="https://x.org/plan">the
   plan</a>.<br>Second line<ul><li>beans<li>peas</ul>
<table><tr><th>what<th>many<tr><td>beans<td>4</table><pre>  a
    b</pre><img alt="A bean"><button>Click</button></body></html>"""


def read(text: str, name: str = "page.html") -> Reading:
    reading = read_text(text, name)
    assert reading.format == "html"
    return reading


def test_blocks_of_a_page():
    reading = read(PAGE)
    assert [(m.text, m.starts_session) for m in reading.messages] == [
        ("Beds", True),
        ("loose words", False),
        ("See the plan.\nSecond line", False),
        ("- beans", False),
        ("- peas", False),
        ("what | many", False),
        ("beans | 4", False),
        ("a\n    b", False),
        ("A bean", False),
    ]
    assert reading.messages[2].links == ("https://x.org/plan",)
    assert {m.conversation for m in reading.messages} == {"Beds & tools"}
    assert reading.messages[3].source_ref == "block 4"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_encodings(encoding):
    assert read_bytes("<!doctype html><p>größer</p>".encode(encoding), "a.html").texts == ["größer"]


@pytest.mark.parametrize(("encoding", "text"), [("shift_jis", "豆と豌豆"), ("windows-1251", "бобы")])
def test_the_character_set_that_a_page_names(encoding, text):
    page = f'<!doctype html><meta http-equiv="Content-Type" content="text/html; charset={encoding}"><p>{text}</p>'
    assert read_bytes(page.encode(encoding), "a.html").texts == [text]


def test_entities_of_a_document_type_are_not_expanded():
    bomb = '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><html><p>x &b; y</p></html>'
    assert "aaaa" not in "".join(read(bomb).texts).replace('"aaaa"', "")


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000 + "deep",
        "<b>" * 100_000 + "deep",
        "<a href=",
        "<!--" * 50_000 + "-->deep",
        "<p" * 100_000,
    ],
)
def test_odd_markup_takes_no_time(body):
    started = time.process_time()
    reading = read_text(f"<!doctype html><html><p>first</p>{body}", "a.html")
    assert reading.texts[0] == "first"
    assert time.process_time() - started < 2


def test_a_page_without_blocks_is_parted():
    texts = read("<html><body>" + "word " * 100_000).texts
    assert all(len(text) <= MAX_PARAGRAPH_CHARS for text in texts)
    assert sum(text.count("word") for text in texts) == 100_000


def test_a_row_is_one_block_whatever_its_cells_are_made_of():
    rows = (
        "<tr><td>beans<td><p>four</p><p>rows</p><ul><li>red</ul></tr><tr><td><p>peas</p></td><td>2</td></tr>"
    )
    assert read(f"<html><body><table>{rows}</table>").texts == ["beans | four rows - red", "peas | 2"]


def test_tables_that_lay_out_a_page_are_not_read_as_rows():
    page = "<html><body><table><tr><td><a href='https://x.org'>menu</a><td><h1>Beds</h1><p>One.</p><p>Two.</p></table>"
    reading = read(page)
    assert [(m.text, m.starts_session) for m in reading.messages][1:] == [
        ("Beds", True),
        ("One.", False),
        ("Two.", False),
    ]
    assert [m.source_ref for m in reading.messages] == [f"block {number}" for number in range(1, 5)]
    long = "".join(f"<p>{'word ' * 100}</p>" for _ in range(10))
    assert len(read(f"<html><body><table><tr><td>menu<td>{long}</table>").texts) == 11
