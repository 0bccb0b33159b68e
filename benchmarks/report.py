"""Figures as a table, printed and kept in docs/benchmarks.md."""

import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

KEPT_IN = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
MARK = "<!-- the newest run is written below this line by `make bench` -->"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure, what was to be reached, and whether it was."""

    name: str
    measured: str
    target: str
    reached: bool | None

    @property
    def verdict(self) -> str:
        return {True: "reached", False: "**missed**", None: ""}[self.reached]


def describe_machine() -> str:
    with open("/proc/cpuinfo") as info:
        models = {line.partition(":")[2].strip() for line in info if line.startswith("model name")}
    memory_gb = psutil.virtual_memory().total / 1e9
    cores = f"{psutil.cpu_count()} cores ({', '.join(sorted(models))})"
    return f"{cores}, {memory_gb:.0f} GB, Python {platform.python_version()}"


def format_table(figures: list[Figure]) -> str:
    rows = [f"| {f.name} | {f.measured} | {f.target} | {f.verdict} |" for f in figures]
    return "\n".join(["| figure | measured | target | |", "|---|---|---|---|", *rows])


def keep(figures: list[Figure], notes: list[str]) -> str:
    """Put the run first in docs/benchmarks.md and return what was written."""
    date = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    parts = [f"### {date}", f"{describe_machine()}.", format_table(figures), *notes]
    run = "\n\n".join(parts)
    text = KEPT_IN.read_text() if KEPT_IN.exists() else f"# Benchmarks\n\n{MARK}\n"
    before, mark, after = text.partition(MARK)
    KEPT_IN.write_text(f"{before}{mark}\n\n{run}\n{after}")
    return run
