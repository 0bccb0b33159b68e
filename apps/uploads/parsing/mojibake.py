"""Text whose UTF-8 bytes were written as Latin-1 characters, as Facebook and Instagram write all their JSON.

`café` stands in the file as `caf\\u00c3\\u00a9`. Each field is mended by itself and only where its characters are valid
UTF-8 taken as bytes: text that is right already, or half right, stays as it is. Writing the text back as Latin-1
(`text.encode("utf-8").decode("latin-1")`) gives what stood in the file.
"""

from apps.uploads.parsing.base import ParseReport

REPAIR = "Text whose UTF-8 was written as Latin-1"


def mend(text: str) -> str:
    """Return the text as it was meant; the same object where there is nothing to mend."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


class Mender:
    """Mends fields and counts them for the report."""

    def __init__(self, report: ParseReport) -> None:
        self._report = report

    def __call__(self, text: str) -> str:
        mended = mend(text)
        if mended is not text:
            self._report.repair(REPAIR)
        return mended
