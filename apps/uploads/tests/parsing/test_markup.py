import time

import pytest

from apps.uploads.parsing.markup import Marked, html_to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("a < b", "a < b"),
        ("one<br>two &amp; three", "one\ntwo & three"),
        ("<p>one</p>\n<p>two</p>", "one\ntwo"),
        ("<div>one<div>two</div>three</div>", "one\ntwo\nthree"),
        ("<b>a</b> <i>b</i>\n  c", "a b c"),
        ("<ul><li>x</li><li>y</li></ul>", "x\ny"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1 2"),
        ("<pre>a\n  b</pre>c", "a\n  b\nc"),
        ('<img alt=":smile:"> <img>', ":smile:"),
        ("<script>evil()</script><style>x</style>ok<!-- no -->", "ok"),
        ("nul\0 &#0; &#xD800;", "nul \ufffd \ufffd"),
    ],
)
def test_the_text_that_people_saw(html, text):
    assert html_to_text(html).text == text


def test_addresses_that_the_text_does_not_show_are_links():
    marked = html_to_text(
        '<a href="https://x.org/a">here</a> <a href="http://y.org">http://y.org</a> <a href="#z">z</a>'
    )
    assert marked == Marked("here http://y.org z", links=("https://x.org/a",))


@pytest.mark.parametrize(
    "html",
    [
        '<at id="0">Ann Lee</at>',
        '<span class="user-mention" data-user-id="3">@Ann Lee</span>',
        '<a href="https://matrix.to/#/@ann:x.org">Ann Lee</a>',
    ],
)
def test_people_are_mentioned_in_the_ways_of_several_programs(html):
    assert html_to_text(f"hi {html}!").mentions == ("Ann Lee",)


def test_blanks_can_be_kept():
    assert html_to_text("\n a  b<br>   c\n ", keeps_spaces=True).text == "a  b\n   c"


@pytest.mark.parametrize(
    "piece", ["<div>", "<b><i>", "<a href=x>", "&amp;", "<", "<at>", "</p>", "<table><td>", "\n "]
)
def test_time_is_linear(piece):
    started = time.process_time()
    html_to_text(piece * (400_000 // len(piece)))
    assert time.process_time() - started < 1
