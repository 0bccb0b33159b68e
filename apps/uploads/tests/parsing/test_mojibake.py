import pytest

from apps.uploads.parsing.base import ParseReport
from apps.uploads.parsing.mojibake import REPAIR, Mender, mend

WRITTEN_WRONG = ("café", "👍", "日本語", "naïve — “quoted”", "à", "Привет")


@pytest.mark.parametrize("text", WRITTEN_WRONG)
def test_what_was_written_as_latin_is_mended(text):
    assert mend(text.encode().decode("latin-1")) == text


@pytest.mark.parametrize(
    "text",
    [*WRITTEN_WRONG, "plain", "", "Ã", "caf\u00c3\u00a9 and 日本語", "50 £", "\ud83d alone", "é\u00c3\u00a9"],
)
def test_what_is_right_or_only_half_wrong_stays_as_it_is(text):
    assert mend(text) is text


def test_fields_are_counted():
    report = ParseReport()
    mender = Mender(report)
    assert [mender(text) for text in ("ok", "caf\u00c3\u00a9", "café", "\u00c3\u00a9")] == [
        "ok",
        "café",
        "café",
        "é",
    ]
    assert report.repairs == {REPAIR: 2}
