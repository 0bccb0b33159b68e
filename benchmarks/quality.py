"""Ranking quality on judged sets, through `manage.py evaluate_search` and the sets' own scorer."""

import re
import subprocess
import sys
from pathlib import Path

from benchmarks.console import say
from benchmarks.report import Figure
from chatanalysis.tests.system import LiveSystem

LEAST = {"locomo": 0.58, "cranfield": 0.382, "cisi": 0.396, "med": 0.696}
"""nDCG@10 to be reached: ours, and plain BM25's on the classic sets."""
LEAST_OF_TMD = {"content_time": 0.60, "date_span": 0.75}


def measure_quality(system: LiveSystem, source: Path, folder: Path) -> list[Figure]:
    figures = []
    for name, least in LEAST.items():
        score = score_set(system, source, folder, name)["MACRO"]
        figures.append(Figure(f"{name} nDCG@10", f"{score:.4f}", f">= {least:.3f}", score >= least))
    by_subset = score_set(system, source, folder, "tmd")
    for subset, score in by_subset.items():
        least = next((value for part, value in LEAST_OF_TMD.items() if part in subset), None)
        target = "" if least is None else f">= {least:.2f}"
        reached = None if least is None else score >= least
        figures.append(Figure(f"tmd {subset} nDCG@10", f"{score:.4f}", target, reached))
    return figures


def score_set(system: LiveSystem, source: Path, folder: Path, name: str) -> dict[str, float]:
    """Return nDCG@10 by subset and `MACRO`, as the corpus's own scorer says."""
    say(f"measuring quality on {name}")
    dataset, run_file = source / "eval" / name, folder / f"{name}.tsv"
    ask = [sys.executable, "manage.py", "evaluate_search", str(dataset), "--run-file", str(run_file)]
    subprocess.run(ask, env=system.environment, check=True, stdout=subprocess.DEVNULL)
    score = [sys.executable, str(source / "eval" / "score.py"), str(run_file), str(dataset), "--by", "subset"]
    output = subprocess.run(score, capture_output=True, text=True, check=True).stdout
    return read_scores(output)


def read_scores(output: str) -> dict[str, float]:
    lines = [line for line in output.splitlines() if "nDCG@10" in line]
    return {line.split()[0]: float(re.search(r"nDCG@10 ([\d.]+)", line)[1]) for line in lines}
