"""Every sample export beside the messages that stand in it, `<name>.expected.json`.

Samples under `thirdparty` are other projects' (see NOTICE.md there); only their figures are known.
"""

import json
from pathlib import Path

import pytest

from apps.uploads.management.commands.parse_chat import summarise
from apps.uploads.parsing.base import ParseOptions
from apps.uploads.tests.parsing.reading import read_path

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
EXPECTED = ".expected.json"


def list_samples(*folders: str) -> list[str]:
    found = (path for folder in folders for path in (SAMPLES / folder).glob(f"*{EXPECTED}"))
    return sorted(str(path.relative_to(SAMPLES)).removesuffix(EXPECTED) for path in found)


def load_expected(name: str) -> dict:
    return json.loads((SAMPLES / f"{name}{EXPECTED}").read_text())


@pytest.mark.parametrize("name", list_samples("whatsapp", "irc", "structured"))
def test_sample_reads_as_expected(name):
    expected = load_expected(name)
    reading = read_path(SAMPLES / name)
    messages = [
        [m.kind, m.conversation, m.sender, m.local_time or (m.sent_at and m.sent_at.isoformat()), m.text]
        for m in reading.messages
    ]
    assert {"format": reading.format, "messages": messages} == {
        "format": expected["format"],
        "messages": expected["messages"],
    }
    assert [skip.position for skip in reading.report.skips] == expected["skipped_at"]


@pytest.mark.parametrize("name", list_samples("thirdparty"))
def test_third_party_sample_has_its_known_figures(name):
    summary = summarise(SAMPLES / name, ParseOptions(filename=Path(name).name)).as_dict()
    expected = load_expected(name)
    summary["participants"] = (
        summary["participants"]
        if isinstance(expected["participants"], list)
        else len(summary["participants"])
    )
    assert {key: summary[key] for key in expected} == expected


def test_every_sample_has_its_expectation():
    samples = {
        str(path.relative_to(SAMPLES))
        for path in SAMPLES.rglob("*")
        if path.is_file() and not path.name.endswith((EXPECTED, ".md"))
    }
    assert samples == set(list_samples("whatsapp", "irc", "structured", "thirdparty"))
    assert len(samples) > 20
