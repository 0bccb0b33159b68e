"""The quality on several collections as a table, beside what others have published for them."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .beir import Dataset, read_dataset
from .quality import Quality

PLAIN_BM25 = {"cranfield": 0.382, "cisi": 0.396, "med": 0.696}
"""Of bm25s with an English stemmer over title and text, for collections that come without published figures."""
_WIDTH = 28


def find_datasets(folder: Path) -> Iterator[tuple[str, Dataset]]:
    """Yield every collection in BEIR's layout with judgements in a folder of them, by name."""
    for path in sorted(folder.iterdir()):
        if (path / "qrels" / "test.tsv").is_file():
            yield path.name, read_dataset(path)


def describe_set(name: str, by_mode: Mapping[str, Quality], folder: Path) -> Iterator[str]:
    """Return a set's lines: a head, its subsets, their mean, and the published figures."""
    yield f"{name:{_WIDTH}} {'n':>6} " + " ".join(f"{mode:>9}" for mode in by_mode)
    first = next(iter(by_mode.values()))
    for subset, (count, _) in first.by_subset.items() if len(first.by_subset) > 1 else ():
        scores = " ".join(f"{quality.by_subset[subset][1]:9.4f}" for quality in by_mode.values())
        yield f"  {subset:{_WIDTH - 2}} {count:6} {scores}"
    total = sum(count for count, _ in first.by_subset.values())
    scores = " ".join(f"{quality.macro:9.4f}" for quality in by_mode.values())
    yield f"  {'nDCG@10, mean of subsets':{_WIDTH - 2}} {total:6} {scores}"
    for line in describe_published(name, folder / name / "meta.json"):
        yield f"  published: {line}"


def describe_published(name: str, meta: Path) -> Iterator[str]:
    """Return a line for each system whose figures the collection's meta.json or this module knows."""
    if name in PLAIN_BM25:
        yield f"BM25 {PLAIN_BM25[name]:.4f}"
    try:
        published = json.loads(meta.read_text(encoding="utf-8")).get("published", {})
    except (OSError, ValueError):
        return
    for system, figures in published.items():
        if line := _describe_figures(system, figures):
            yield line


def _describe_figures(system: str, figures: Any) -> str | None:
    """A number, numbers by subset, or a system's name and its number under "best"; the rest is not a figure."""
    match figures:
        case float():
            return f"{system} {figures:.4f}"
        case dict():
            return f"{system} " + ", ".join(f"{subset} {figure:.4f}" for subset, figure in figures.items())
        case [str(best), float(figure)]:
            return f"{system}: {best} {figure:.4f}"
    return None
