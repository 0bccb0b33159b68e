import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.search.views.rich_text import find_links, merge_ranges, render_text


class Reader(HTMLParser):
    """Collects what a browser would show, and which parts of it are marked or links."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.marked, self.links, self.tags = "", [], [], set()
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.add(tag)
        self._open.append(tag)
        if tag == "a":
            self.links.append(dict(attrs))

    def handle_endtag(self, tag) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data) -> None:
        if "mark" in self._open:
            self.marked.append((len(self.text), len(self.text) + len(data)))
        self.text += data


@pytest.mark.parametrize(
    ("ranges", "merged"),
    [
        ([(0, 4), (2, 6)], [(0, 6)]),
        ([(0, 3), (3, 6)], [(0, 6)]),
        ([(5, 8), (0, 2)], [(0, 2), (5, 8)]),
        ([(0, 9), (2, 4)], [(0, 9)]),
        ([(-4, 2), (8, 99)], [(0, 2), (8, 10)]),
        ([(3, 3), (7, 5), (20, 30)], []),
    ],
    ids=["overlapping", "adjacent", "unordered", "nested", "outside", "empty"],
)
def test_ranges_are_ordered_and_never_overlap(ranges, merged):
    assert merge_ranges(ranges, 10) == merged


def test_matched_words_are_marked():
    html = render_text("the printer is on fire", [(4, 11)])

    assert html == 'the <mark class="hit">printer</mark> is on fire'


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "a & b &amp; c &lt;b&gt;",
        "\" onmouseover='x'",
        "</bdi></p><h1>",
    ],
)
def test_markup_in_a_message_is_text(text):
    shown = Reader(render_text(text, [(0, len(text))]))

    assert shown.text == text
    assert shown.tags == {"mark"}


def test_marking_inside_an_entity_does_not_break_it():
    shown = Reader(render_text("a<b>c", [(1, 2), (3, 4)]))

    assert (shown.text, shown.marked) == ("a<b>c", [(1, 2), (3, 4)])


@given(
    st.text(alphabet="ab<>&'\" \n\u202ehttps:/.)(é漢", max_size=60),
    st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=6),
)
def test_nothing_is_lost_added_or_marked_wrongly(text, ranges):
    shown = Reader(render_text(text, ranges))

    # HTML itself reads a carriage return as a line feed; nothing else may change.
    assert shown.text == text
    assert shown.tags <= {"mark", "a"}
    expected = {place for start, end in merge_ranges(ranges, len(text)) for place in range(start, end)}
    assert {place for start, end in shown.marked for place in range(start, end)} == expected


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("see https://example.org/a.", ["https://example.org/a"]),
        ("(http://example.org/x)", ["http://example.org/x"]),
        ("https://en.example.org/wiki/A_(b) is one", ["https://en.example.org/wiki/A_(b)"]),
        ("HTTPS://EXAMPLE.ORG, http://b.org?x=1&y=2!", ["HTTPS://EXAMPLE.ORG", "http://b.org?x=1&y=2"]),
        ("<http://example.org/>", ["http://example.org/"]),
        ("javascript:alert(1) data:text/html,x ftp://x.org mailto:a@b.c", []),
        ("https:// http://... xhttp://a.org", []),
        ("http://good.org\u202egro.live//:ptth", ["http://good.org"]),
    ],
)
def test_only_web_addresses_become_links(text, addresses):
    assert [text[start:end] for start, end in find_links(text)] == addresses


def test_a_link_says_nothing_about_us_and_cannot_reach_back():
    shown = Reader(render_text('http://a.org/?q="><script>x</script>'))

    (link,) = shown.links
    assert link["href"] == "http://a.org/?q="
    assert set(link["rel"].split()) == {"noopener", "noreferrer", "nofollow", "ugc"}
    assert shown.tags == {"a"}


def test_a_match_may_cross_the_end_of_a_link():
    shown = Reader(render_text("http://a.org fine", [(7, 15)]))

    assert shown.text == "http://a.org fine"
    assert shown.marked == [(7, 12), (12, 15)]


@pytest.mark.parametrize("text", ["http://" + ")" * 300_000, "http://" * 60_000, "h" * 500_000])
def test_long_hostile_texts_take_linear_time(text):
    started = time.perf_counter()
    render_text(text)

    assert time.perf_counter() - started < 3
