"""Takes the text out of a PDF, in a process of its own: `python -I pdf_child.py < file.pdf > lines.jsonl`.

A PDF may be made to hang or to eat all memory, and its library is written in C++: this process limits itself before it
reads a byte, and its parent outlives whatever happens to it. It imports nothing of the project.

Writes JSON lines: first `{"title", "author", "pages"}`, then for each page `{"page", "lines": [[text, left, top,
height], …]}` (points, `top` growing downward), or `{"error": code}` where the file cannot be read.
"""

import json
import re
import resource
import sys
from collections.abc import Iterator

CPU_S = 60
MEMORY_BYTES = 1024 * 1024 * 1024
OUTPUT_BYTES = 256 * 1024 * 1024
OPEN_FILES = 64
MAX_PAGES = 500
MAX_PAGE_CHARS = 200_000
"""A page of a newspaper has 60,000."""
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]{2,}")
LINE_END = 10
LINE_ENDS = (10, 13)


def limit_itself(cpu_s: int) -> None:
    for what, limit in (
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, OUTPUT_BYTES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))


def write(value: dict) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def read(data: bytes) -> None:
    import pypdfium2  # loaded under the limits

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        write({"error": "encrypted_pdf" if "password" in str(error).lower() else "broken_pdf"})
        return
    pages = len(document)
    if pages > MAX_PAGES:
        write({"error": "too_many_pages"})
        return
    described = document.get_metadata_dict()
    write({"title": described.get("Title", ""), "author": described.get("Author", ""), "pages": pages})
    for number in range(pages):
        write({"page": number + 1, "lines": read_page(document, number)})


def read_page(document, number: int) -> list | None:
    """Return the page's lines in reading order, None if the page itself is broken."""
    import pypdfium2

    try:
        page = document[number]
        text = page.get_textpage()
        try:
            return list(list_lines(text, page.get_height()))
        finally:
            text.close()
            page.close()
    except pypdfium2.PdfiumError:
        return None


def list_lines(text, page_height: float) -> Iterator[list]:
    """Yield `[text, left, top, height]` of each line, as PDFium parts them."""
    import pypdfium2.raw as pdfium

    count = min(text.count_chars(), MAX_PAGE_CHARS)
    start, codes = 0, []
    for index in range(count + 1):
        code = pdfium.FPDFText_GetUnicode(text.raw, index) if index < count else LINE_END
        if code not in LINE_ENDS:
            start = index if not codes else start
            codes.append(code)
        elif codes:
            line = turn_round(text, decode(codes), start)
            if line.strip():
                yield [line, *place(text, start + len(line) - len(line.lstrip()), page_height)]
            codes = []


def decode(codes: list[int]) -> str:
    """Return UTF-16 or UTF-32 units as text; halves of pairs that stand alone are replaced."""
    text = "".join(map(chr, codes))
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def turn_round(text, line: str, start: int) -> str:
    """Return the line with words turned round that run from right to left and stand in the file as they are seen."""
    if not line.isascii() and max(line) <= "\uffff":
        for word in RIGHT_TO_LEFT.finditer(line):
            first, last = (text.get_charbox(start + index)[0] for index in (word.start(), word.end() - 1))
            if first < last:
                line = line[: word.start()] + word[0][::-1] + line[word.end() :]
    return line


def place(text, index: int, page_height: float) -> tuple[float, float, float]:
    left, bottom, _, top = text.get_charbox(index, loose=True)
    return round(left, 1), round(page_height - top, 1), round(top - bottom, 1)


if __name__ == "__main__":
    limit_itself(int(sys.argv[1]) if len(sys.argv) > 1 else CPU_S)
    read(sys.stdin.buffer.read())
