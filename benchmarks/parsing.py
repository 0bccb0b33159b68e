"""How quickly large exports are read, on one core, and in how much memory. Texts are those of the IRC corpus."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle, islice
from pathlib import Path

from benchmarks.console import say
from benchmarks.report import Figure

MESSAGES = 1_000_000
MAX_MB = 300
NAMES = tuple(f"Member {number}" for number in range(40))
FIRST_SENT = datetime(2021, 3, 14, 8, 0)
STEP = timedelta(seconds=97)

Line = tuple[int, datetime, str, str]
"""Number, local time, sender, text."""


@dataclass(frozen=True, slots=True)
class Export:
    """A file to write and read. `rate` is what is to be reached, in messages a second; 0 where nothing was asked."""

    label: str
    format: str
    filename: str
    write: Callable[[Line], str]
    rate: int
    head: str = ""
    between: str = "\n"
    tail: str = "\n"


def write_json_line(line: Line) -> str:
    number, at, name, text = line
    return json.dumps({"id": f"m{number}", "user": name, "timestamp": f"{at.isoformat()}Z", "text": text})


def write_android(line: Line) -> str:
    _, at, name, text = line
    return f"{at:%d/%m/%Y, %H:%M} - {name}: {text}"


def write_ios(line: Line) -> str:
    _, at, name, text = line
    return f"[{at.month}/{at.day}/{at:%y}, {at.hour % 12 or 12}:{at:%M:%S}\u202f{at:%p}] {name}: {text}"


def write_telegram(line: Line) -> str:
    number, at, name, text = line
    return json.dumps(
        {
            "id": number,
            "type": "message",
            "date": at.isoformat(),
            "date_unixtime": str(int(at.timestamp())),
            "from": name,
            "from_id": f"user{name[7:]}",
            "text": text,
            "text_entities": [{"type": "plain", "text": text}],
        }
    )


def write_csv(line: Line) -> str:
    _, at, name, text = line
    quoted = text.replace('"', '""')
    return f'{at:%Y-%m-%d %H:%M:%S},{name},"{quoted}"'


EXPORTS = (
    Export("JSON lines", "json", "chat.jsonl", write_json_line, 50_000),
    Export("WhatsApp, Android", "whatsapp", "WhatsApp Chat with Bench.txt", write_android, 30_000),
    Export("WhatsApp, iOS", "whatsapp", "_chat.txt", write_ios, 30_000),
    Export(
        "Telegram JSON",
        "telegram",
        "result.json",
        write_telegram,
        0,
        head='{"name": "Bench", "type": "private_group", "id": 7, "messages": [\n',
        between=",\n",
        tail="\n]}\n",
    ),
    Export("CSV", "csv", "chat.csv", write_csv, 0, head="time,sender,text\n"),
)


def measure_parsing(texts: list[str], folder: Path) -> tuple[list[Figure], list[str]]:
    """A million messages each, read by a process of its own as the ingest worker reads them."""
    figures = [figure for export in EXPORTS for figure in _measure(export, texts, folder)]
    return figures, []


def _measure(export: Export, texts: list[str], folder: Path) -> list[Figure]:
    say(f"reading a million messages: {export.label}")
    path = folder / export.filename
    _write(export, texts, path)
    size_mb = path.stat().st_size / 1e6
    read = _read(path)
    path.unlink()
    if (read["format"], read["messages"], read["skipped"]) != (export.format, MESSAGES, 0):
        raise RuntimeError(f"{export.label} was not read as it was written: {read}")
    rate, peak_mb = read["messages"] / read["seconds"], read["peak_mb"]
    wanted = f">= {export.rate:,} messages/s, " if export.rate else ""
    return [
        Figure(
            f"parse of 1,000,000 messages, {export.label}",
            f"{rate:,.0f} messages/s ({size_mb:.0f} MB), {peak_mb:.0f} MB resident",
            f"{wanted}<= {MAX_MB} MB",
            rate >= export.rate and peak_mb <= MAX_MB,
        )
    ]


def _read(path: Path) -> dict:
    command = [sys.executable, "-m", "benchmarks.parse_child", str(path)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _write(export: Export, texts: list[str], path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(export.head)
        for line in _lines(texts):
            file.write((export.between if line[0] else "") + export.write(line))
        file.write(export.tail)


def _lines(texts: list[str]) -> Iterator[Line]:
    for number, text in enumerate(islice(cycle(texts), MESSAGES)):
        yield number, FIRST_SENT + STEP * number, NAMES[number * 7 % len(NAMES)], text
