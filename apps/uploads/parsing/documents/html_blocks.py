"""Blocks of an HTML page, written while a parser calls out what it meets."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from apps.uploads.parsing.documents.blocks import MAX_PARAGRAPH_CHARS, Block
from apps.uploads.parsing.names import words

HEADINGS = frozenset(words("h1 h2 h3 h4 h5 h6"))
BLOCKS = HEADINGS | frozenset(
    words(
        "p div li tr pre blockquote dt dd section article header footer main aside nav figure figcaption caption "
        "table ul ol dl body html address details summary hr center"
    )
)
UNSEEN = frozenset(words("script style template noscript svg head title textarea select button"))
CELLS = frozenset(("td", "th"))
LAYS_OUT = HEADINGS | frozenset(words("table pre article section blockquote"))
"""What a table's cell holds where the table lays out a page."""
MAX_ROW_CHARS = 2_000
ADDRESS = re.compile(r"(?:https?|mailto|ftp):", re.IGNORECASE)
SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
MAX_LINKS, MAX_LINK_CHARS = 100, 2_000
MAX_HELD_CHARS = 32 * MAX_PARAGRAPH_CHARS
"""A paragraph longer than this is given out before it ends."""


@dataclass(slots=True)
class Row:
    """A row of a table while it is read: its blocks, each with the number of its cell."""

    cells: int = 0
    size: int = 0
    blocks: list[tuple[int, Block]] = field(default_factory=list)

    @property
    def text(self) -> str:
        cells: dict[int, list[str]] = {}
        for number, block in self.blocks:
            cells.setdefault(number, []).append(" ".join(block.text.split()))
        return " | ".join(" ".join(texts) for texts in cells.values())


class BlockWriter:
    """A target for lxml's parser. Closes a block wherever a browser would begin a new line.

    What the cells of a small table's row hold is one block, whatever paragraphs they are made of.
    """

    def __init__(self) -> None:
        self._ready: list[Block] = []
        self._text: list[str] = []
        self._held = self._count = 0
        self._links: dict[str, None] = {}
        self._unseen = self._preformatted = self._heading = 0
        self._row: Row | None = None

    def take(self) -> Iterator[Block]:
        """Yield the blocks that are complete, and forget them."""
        ready, self._ready = self._ready, []
        yield from ready

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._unseen += tag in UNSEEN
        if tag in BLOCKS:
            self.finish()
        if tag in LAYS_OUT:
            self._end_row(is_row=False)
        if tag == "tr":
            self._row = Row()
        elif tag in CELLS and self._row:
            self._row.cells += 1
        if tag == "li":
            self._add("- ")
        elif tag == "br":
            self._add("\n")
        elif tag == "img":
            self.data(attributes.get("alt", ""))
        elif tag == "a":
            self._note_link(attributes.get("href", ""))
        self._preformatted += tag == "pre"
        self._heading += tag in HEADINGS

    def end(self, tag: str) -> None:
        if tag in BLOCKS:
            self.finish()
        elif tag in CELLS:
            self._end_cell()
        if tag == "tr":
            self._end_row(is_row=True)
        self._unseen = max(0, self._unseen - (tag in UNSEEN))
        self._preformatted = max(0, self._preformatted - (tag == "pre"))
        self._heading = max(0, self._heading - (tag in HEADINGS))

    def data(self, text: str) -> None:
        if not self._unseen:
            self._add(text if self._preformatted else SPACES.sub(" ", text))

    def close(self) -> None:
        """Asked for by lxml; `end_page` closes the last block."""

    def end_page(self) -> None:
        self.finish()
        self._end_row(is_row=True)

    def _end_cell(self) -> None:
        if self._row is None:
            self._add(" | ")
        else:
            self.finish()

    def _end_row(self, *, is_row: bool) -> None:
        """Give out what the open row holds: as one block, or as those it is made of where it lays out a page."""
        row, self._row = self._row, None
        if row is None:
            return
        if is_row and row.cells > 1 and row.blocks:
            self._give(
                Block(
                    row.text,
                    "",
                    False,
                    tuple(dict.fromkeys(link for _, one in row.blocks for link in one.links)),
                )
            )
            return
        for _, block in row.blocks:
            self._give(block)

    def _give(self, block: Block) -> None:
        self._count += 1
        self._ready.append(replace(block, ref=f"block {self._count}"))

    def finish(self) -> None:
        """Close the open block."""
        text = (
            "".join(self._text).strip(" |\n") if not self._preformatted else "".join(self._text).strip("\n")
        )
        if text.strip() and text != "-":
            block = Block(text, "", self._heading > 0, tuple(a for a in self._links if a not in text))
            if self._row is None:
                self._give(block)
            else:
                self._row.blocks.append((self._row.cells, block))
                self._row.size += len(text)
                if self._row.size > MAX_ROW_CHARS:
                    self._end_row(is_row=False)
            self._links = {}
        self._text, self._held = [], 0

    def _add(self, text: str) -> None:
        if not text:
            return
        self._text.append(text)
        self._held += len(text)
        if self._held > MAX_HELD_CHARS:
            self._give_out()

    def _give_out(self) -> None:
        """Close the open block at the end of a word, and go on with the rest."""
        text = "".join(self._text)
        end = text.rfind(" ") + 1 or len(text)
        self._text = [text[:end]]
        self.finish()
        self._text, self._held = [text[end:]], len(text) - end

    def _note_link(self, address: str) -> None:
        if ADDRESS.match(address) and len(self._links) < MAX_LINKS and not self._unseen:
            self._links[address[:MAX_LINK_CHARS]] = None
