"""`make bench`: the figures of the product, measured on a whole instance that this starts and stops.

Times are compared within one run only: the bare-encode baseline is measured right before and right after the ingest,
on the same texts, with the instance idle; txtai searches the same messages right after the product did.
"""

import shutil
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path

from benchmarks import beside_txtai, corpora, ingest, memory, parsing, quality, report, scale, searching
from benchmarks.client import Client
from benchmarks.console import say
from benchmarks.report import Figure
from chatanalysis.tests.system import LiveSystem, find_free_port

PARTS = ("parsing", "quality", "txtai", "scale")
"""What can be left out: ingest and search are always measured."""
NORMAL_JOBS = {"JOB_LEASE_S": "45", "JOB_LEASE_RENEW_S": "15", "JOB_RECONCILE_S": "10", "JOB_SLICE_S": "30"}
"""The product's own settings: tests run with shorter ones."""
NOTHING_REMEMBERED = {"SEARCH_CACHE_S": "0", "QUERY_CACHE_SIZE": "0"}
"""Some questions are asked in several measurements: each is to be answered anew."""


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--without", nargs="*", choices=PARTS, default=[])
    without = parser.parse_args().without
    source = corpora.find_corpora()
    folder = Path(tempfile.mkdtemp(prefix="chatanalysis-bench-"))
    folder.chmod(0o711)
    system = LiveSystem(
        var=folder / "var",
        port=find_free_port(),
        environment={
            "EMBEDDER": "sentence-transformers",
            "HF_HUB_OFFLINE": "1",
            **NORMAL_JOBS,
            **NOTHING_REMEMBERED,
        },
    )
    try:
        figures, notes = measure(system, source, folder, [part for part in PARTS if part not in without])
        say("\n" + report.keep(figures, notes))
    finally:
        system.stop()
        shutil.rmtree(folder, ignore_errors=True)


def measure(
    system: LiveSystem, source: Path, folder: Path, parts: list[str]
) -> tuple[list[Figure], list[str]]:
    packed = folder / "ubuntu-irc.zip"
    corpora.zip_irc_logs(source, packed)
    texts = corpora.read_said(packed)
    queries = corpora.pick_questions(texts, searching.SEARCHES + searching.WARM_UP)
    start_s = start(system)
    system.stop()
    restart_s = start(system)
    email = system.make_user()
    client = Client(system.base_url, system.make_token(email))
    notes = [f"First start {start_s:.1f} s (with set-up of database and model), second {restart_s:.1f} s."]
    figures = [Figure("second start", f"{restart_s:.1f} s", "< 15 s", restart_s < 15)]
    figures += ingest.measure_ingest(client, packed, texts, folder, notes)
    figures += searching.measure_search(client, texts)
    figures += memory.describe_memory(system.process.pid)
    figures += ingest.measure_uploads(client, folder)
    more = {
        "parsing": lambda: parsing.measure_parsing(texts, folder),
        "quality": lambda: (quality.measure_quality(system, source, folder), []),
        "txtai": lambda: beside_txtai.compare(system, email, client, queries, source, folder),
        "scale": lambda: scale.measure_scale(system, email, queries),
    }
    for part in parts:
        found, remarks = more[part]()
        figures += found
        notes += remarks
    return figures, notes


def start(system: LiveSystem) -> float:
    say("starting the instance")
    started = time.perf_counter()
    system.start()
    system.wait_until_ready(300)
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
