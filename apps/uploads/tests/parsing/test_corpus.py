"""Every sample of the collected corpus against its manifest, where it is at hand: it is no part of the project."""

import csv
import re
from datetime import datetime
from pathlib import Path

import pytest

from apps.uploads.management.commands.parse_chat import summarise
from apps.uploads.parsing.base import ParseOptions, UnreadableExport
from benchmarks.corpora import CorpusMissing, find_corpora

NAMES_FOR_IDS = ("slack/", "matrix/")
"""The manifest lists user ids; people are shown by name."""
ALSO_RIGHT = {
    "irc/mgedmin_irclog2html__2009-01-14-dircproxy.log": {
        "first_sent_at": "2009-01-14T12:36:00",
        "last_sent_at": "2009-01-14T23:35:00",
    },
}
"""What the manifest's column `notable` says beside the bare figures: the file's name has the year."""


def find_manifest() -> Path | None:
    try:
        manifest = find_corpora() / "chats" / "MANIFEST.tsv"
    except CorpusMissing:
        return None
    return manifest if manifest.exists() else None


MANIFEST = find_manifest()


def list_rows() -> list[dict[str, str]]:
    if MANIFEST is None:
        return []
    with MANIFEST.open(newline="", encoding="utf-8") as table:
        return list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))


def expect(row: dict[str, str]) -> dict:
    """Return the facts of a row in the form of parse_chat."""
    shown = row["authors"].partition("; …")[0]
    return {
        "messages": int(row["messages"]),
        "system_events": int(row["system_events"]),
        "participants": int(row["authors_n"]),
        "names": set(filter(None, shown.split("; "))),
        "first_sent_at": normalise(row["first_ts"]),
        "last_sent_at": normalise(row["last_ts"]),
    }


def normalise(stamp: str) -> str:
    """Return the moment to the second, in UTC or the file's local time, without saying which."""
    match = re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?", stamp)
    return datetime.fromisoformat(match[0]).isoformat() if match else ""


# Other people's chats, not all of which may be copied into the project: the others stand in samples/thirdparty.
@pytest.mark.skipif(MANIFEST is None, reason="the corpus is not here; set CHATANALYSIS_CORPORA")
@pytest.mark.parametrize("row", list_rows(), ids=lambda row: row["path"])
def test_the_facts_of_the_manifest(row):
    path = MANIFEST.parent / row["path"]
    options = ParseOptions(filename=path.name)
    if "must be rejected or imported empty" in row["notable"]:
        with pytest.raises(UnreadableExport, match="No message"):
            summarise(path, options)
        return
    summary = summarise(path, options).as_dict()
    expected = {**expect(row), **ALSO_RIGHT.get(row["path"], {})}
    names = expected.pop("names")
    found = {
        "messages": summary["messages"],
        "system_events": summary["system_events"],
        "participants": len(summary["participants"]),
        "first_sent_at": normalise(summary["first_sent_at"] or ""),
        "last_sent_at": normalise(summary["last_sent_at"] or ""),
    }
    assert found == expected
    if not row["path"].startswith(NAMES_FOR_IDS):
        assert names <= set(summary["participants"])
