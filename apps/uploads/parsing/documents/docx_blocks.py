"""The paragraphs of a Word document in reading order, walked without recursion."""

import re
from collections.abc import Iterator

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import etree

from apps.uploads.parsing.documents.blocks import Block

PARAGRAPH, ROW, CELL, TEXT, TAB, BREAK = (qn(f"w:{tag}") for tag in ("p", "tr", "tc", "t", "tab", "br"))
STYLE, OUTLINE, NUMBERING, VALUE = qn("w:pStyle"), qn("w:outlineLvl"), qn("w:numPr"), qn("w:val")
HYPERLINK, RELATION, DELETED, PROPERTIES = qn("w:hyperlink"), qn("r:id"), qn("w:del"), qn("w:pPr")
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""A second copy of a text box, for old programs."""
LEFT_OUT = frozenset((DELETED, FALLBACK, PROPERTIES))
HEADING = re.compile(
    r"(?:heading|überschrift|titre|título|titolo|kop|rubrik|overskrift|otsikko|nagłówek)\s*[1-9]", re.I
)
TITLES = frozenset(("title", "subtitle"))
MAX_LEVEL = 8
NOTES = (("footnotes", "w:footnote"), ("endnotes", "w:endnote"))
SEPARATORS = frozenset(("separator", "continuationSeparator", "continuationNotice"))


def read_blocks(word: WordDocument) -> Iterator[Block]:
    """Yield the body's paragraphs and table rows, then its notes."""
    reader = _Reader(word)
    yield from reader.read(word.element.body)
    for part in word.part.package.iter_parts():
        for name, tag in NOTES:
            if str(part.partname).endswith(f"/{name}.xml"):
                root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
                for note in root.iter(qn(tag)):
                    if note.get(qn("w:type")) not in SEPARATORS:
                        yield from reader.read(note)


class _Reader:
    def __init__(self, word: WordDocument) -> None:
        self._headings = frozenset(_list_heading_styles(word))
        self._lists = frozenset(_list_list_styles(word)) - self._headings
        self._relations = word.part.rels
        self._count = 0

    def read(self, root) -> Iterator[Block]:
        """Yield a block for each paragraph, and one for each table row; what stands inside a row is part of it."""
        row = None
        for event, node in etree.iterwalk(root, events=("start", "end"), tag=(ROW, PARAGRAPH)):
            if node.tag == ROW and event == "start" and row is None:
                row = node
                yield from self._make(
                    " | ".join(_list_cells(node)), is_heading=False, links=self._list_links(node)
                )
            elif node is row and event == "end":
                row = None
            elif (
                row is None and event == "start" and node.tag == PARAGRAPH and not _is_inside_paragraph(node)
            ):
                yield from self._read_paragraph(node)

    def _read_paragraph(self, node) -> Iterator[Block]:
        properties = node.find(PROPERTIES)
        text = text_of(node)
        if self._is_item(properties):
            text = f"- {text}"
        yield from self._make(text, is_heading=self._is_heading(properties), links=self._list_links(node))

    def _make(self, text: str, *, is_heading: bool, links: tuple[str, ...]) -> Iterator[Block]:
        if text.strip(" -|\n\t"):
            self._count += 1
            yield Block(text, f"block {self._count}", is_heading, links)

    def _is_heading(self, properties) -> bool:
        if properties is None:
            return False
        style = properties.find(STYLE)
        return (style is not None and style.get(VALUE) in self._headings) or _has_level(properties)

    def _is_item(self, properties) -> bool:
        """Return whether a paragraph is an item of a list: by itself, or as all of its style."""
        if properties is None:
            return False
        style = properties.find(STYLE)
        return properties.find(NUMBERING) is not None or (
            style is not None and style.get(VALUE) in self._lists
        )

    def _list_links(self, node) -> tuple[str, ...]:
        found = {}
        for link in node.iter(HYPERLINK):
            relation = self._relations.get(link.get(RELATION) or "")
            if relation is not None and relation.is_external:
                found[relation.target_ref[:2000]] = None
        return tuple(found)[:100]


def _list_heading_styles(word: WordDocument) -> Iterator[str]:
    """Yield the ids of styles that are headings: by outline level, or by name in the languages Word names them."""
    for style in word.styles.element.iter(qn("w:style")):
        name = style.find(qn("w:name"))
        shown = (name.get(VALUE) or "").lower() if name is not None else ""
        properties = style.find(PROPERTIES)
        if shown in TITLES or HEADING.match(shown) or (properties is not None and _has_level(properties)):
            yield style.get(qn("w:styleId"))


def _list_list_styles(word: WordDocument) -> Iterator[str]:
    """Yield the ids of styles whose paragraphs are numbered or have a bullet."""
    for style in word.styles.element.iter(qn("w:style")):
        properties = style.find(PROPERTIES)
        if properties is not None and properties.find(NUMBERING) is not None:
            yield style.get(qn("w:styleId"))


def _has_level(properties) -> bool:
    level = properties.find(OUTLINE)
    return (
        level is not None and (level.get(VALUE) or "").isdecimal() and int(level.get(VALUE)[:3]) <= MAX_LEVEL
    )


def _is_inside_paragraph(node) -> bool:
    """A text box stands inside the paragraph it hangs on, whose text holds it."""
    return any(parent.tag == PARAGRAPH for parent in node.iterancestors())


def _list_cells(row) -> list[str]:
    """Return the texts of a row's own cells; a table inside a cell is part of its text."""
    own = (cell for cell in row.iter(CELL) if next(cell.iterancestors(ROW)) is row)
    return [" ".join(text_of(cell).split()) for cell in own]


def text_of(root) -> str:
    """Return the text below a node as it is shown: without what was deleted, boxes and cells parted by line ends."""
    parts: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        if event == "start" and node.tag in LEFT_OUT:
            walk.skip_subtree()
        elif event == "start" and node.tag == TEXT:
            parts.append(node.text or "")
        elif event == "start" and node.tag == TAB:
            parts.append("\t")
        elif (event == "start" and node.tag == BREAK) or (event == "end" and node.tag == PARAGRAPH):
            parts.append("\n")
    return "".join(parts).strip()
