"""HTML, whole or in pieces, as the text people saw, and what stands behind it: addresses of links, people mentioned.

Line ends come from `<br>`, blocks and `<pre>` only; pictures count as their `alt` (programs write emoji so). A person
is mentioned by `<at>` (Teams), by `class="user-mention"` (Zulip) and by a link to matrix.to (Matrix).
"""

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree
from lxml.html import HtmlElement, HTMLParser

from apps.uploads.parsing.names import words
from apps.uploads.parsing.structured.records import MAX_TEXT_CHARS, clean_text

BLOCKS = frozenset(
    words(
        "address article aside blockquote caption dd details div dl dt figcaption figure footer form h1 h2 h3 "
        "h4 h5 h6 header hr li main nav ol p pre section summary table tr ul"
    )
)
UNSEEN = frozenset(words("head script style template title noscript svg"))
CELLS = frozenset(("td", "th"))
MENTION_CLASSES = frozenset(("user-mention", "mention"))
MATRIX_PERSON = re.compile(r"https://matrix\.to/#/(?:@|%40)", re.IGNORECASE)
ADDRESS = re.compile(r"(?:https?|mailto|ftp|tg|tel):", re.IGNORECASE)
SPACES = re.compile(r"[ \t\r\n\f]+")
LINE_ENDS = re.compile(r"[\r\n]+[ \t]*")
SPACES_AT_LINE_ENDS = re.compile(r"[ \t]++(?=\n)")
MAX_BLANK_LINES = re.compile(r"\n{3,}")
MAX_LINKS = 1000
MAX_LINK_CHARS = 2000


@dataclass(frozen=True, slots=True)
class Marked:
    """`links` are the addresses that the text itself does not show; `mentions` are names without `@`."""

    text: str
    links: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()


def html_to_text(html: str, *, keeps_spaces: bool = False) -> Marked:
    """Return a piece of HTML as text. `keeps_spaces` leaves runs of blanks as they are, for programs that write
    line ends as `<br>` and everything else verbatim.
    """
    html = html[: 2 * MAX_TEXT_CHARS]
    if "<" not in html and "&" not in html:
        return Marked(clean_text(html if keeps_spaces else SPACES.sub(" ", html)))
    root = parse_html(f"<div>{html}</div>")
    return Marked("") if root is None else element_to_text(root, keeps_spaces=keeps_spaces)


def parse_html(html: str | bytes) -> HtmlElement | None:
    """Return the root element of a page or piece, however broken; None if there is nothing in it."""
    if isinstance(html, str):
        html = html.replace("\0", "").encode("utf-8", errors="replace")
    parser = HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(html, parser)
    except (etree.LxmlError, ValueError):
        return None


def element_to_text(element: HtmlElement, *, keeps_spaces: bool = False) -> Marked:
    """Return the text inside an element, as `html_to_text` does."""
    writer = _Writer(keeps_spaces)
    for event, node in etree.iterwalk(element, events=("start", "end")):
        writer.start(node) if event == "start" else writer.end(node, is_root=node is element)
    return writer.finish()


class _Writer:
    """Writes text while an element is walked; no recursion, so depth does no harm."""

    def __init__(self, keeps_spaces: bool) -> None:
        self._keeps_spaces = keeps_spaces
        self._parts: list[str] = []
        self._unseen = self._preformatted = 0
        self._open: list[tuple[int, Any]] = []
        self._links: dict[str, None] = {}
        self._mentions: dict[str, None] = {}

    def start(self, node: Any) -> None:
        tag = node.tag
        self._unseen += tag in UNSEEN
        self._preformatted += tag == "pre"
        if tag in BLOCKS:
            self._break_line()
        elif tag == "br":
            self._parts.append("\n")
        elif tag == "img":
            self._add(node.get("alt"))
        elif tag == "a" or tag == "at" or tag == "span":
            self._open.append((len(self._parts), node))
        self._add(node.text)

    def end(self, node: Any, *, is_root: bool) -> None:
        tag = node.tag
        self._unseen -= tag in UNSEEN
        self._preformatted -= tag == "pre"
        if self._open and self._open[-1][1] is node:
            start, _ = self._open.pop()
            self._note(node, start)
        if tag in BLOCKS:
            self._break_line()
        elif tag in CELLS:
            self._parts.append(" ")
        if not is_root:
            self._add(node.tail)

    def finish(self) -> Marked:
        text = (
            SPACES_AT_LINE_ENDS.sub("", "".join(self._parts))
            if not self._keeps_spaces
            else "".join(self._parts)
        )
        text = clean_text(MAX_BLANK_LINES.sub("\n\n", text))[:MAX_TEXT_CHARS]
        links = tuple(link for link in self._links if link not in text)
        return Marked(text, links, tuple(self._mentions))

    def _add(self, text: str | None) -> None:
        if not text or self._unseen:
            return
        if not self._preformatted:
            text = LINE_ENDS.sub("", text) if self._keeps_spaces else SPACES.sub(" ", text)
            if not self._keeps_spaces and self._at_line_start():
                text = text.lstrip(" ")
        if text:
            self._parts.append(text)

    def _at_line_start(self) -> bool:
        return not self._parts or self._parts[-1].endswith(("\n", " "))

    def _break_line(self) -> None:
        if self._parts and not self._parts[-1].endswith("\n"):
            self._parts.append("\n")

    def _note(self, node: Any, start: int) -> None:
        """Keep the person or address that a node stands for; its text is what was written from `start` on."""
        address = (node.get("href") or "")[:MAX_LINK_CHARS]
        classes = (node.get("class") or "").split()
        if node.tag == "at" or MATRIX_PERSON.match(address) or not MENTION_CLASSES.isdisjoint(classes):
            name = " ".join(clean_text("".join(self._parts[start:])).split()).removeprefix("@")
            if name and len(self._mentions) < MAX_LINKS:
                self._mentions[name[:200]] = None
        elif ADDRESS.match(address) and len(self._links) < MAX_LINKS:
            self._links[clean_text(address)] = None
