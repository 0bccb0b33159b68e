"""`make bench`: the figures of the product, measured on a whole instance that this starts and stops.

Times are compared within one run only: the bare-encode baseline is measured right before and right after the ingest,
on the same texts, with the instance idle.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import mean

from benchmarks import corpora, memory, report
from benchmarks.client import Client
from benchmarks.report import Figure
from chatanalysis.tests.system import LiveSystem, find_free_port

BASELINE_TEXTS = 4_000
SEARCHES = 300
TOGETHER_CLIENTS, TOGETHER_SEARCHES = 8, 400
UPLOADS, UPLOAD_BYTES = 20, 5 * 1024 * 1024
NORMAL_JOBS = {"JOB_LEASE_S": "45", "JOB_LEASE_RENEW_S": "15", "JOB_RECONCILE_S": "10", "JOB_SLICE_S": "30"}
"""The product's own settings: tests run with shorter ones."""


def main() -> None:
    source = corpora.find_corpora()
    folder = Path(tempfile.mkdtemp(prefix="chatanalysis-bench-"))
    folder.chmod(0o711)
    system = LiveSystem(
        var=folder / "var",
        port=find_free_port(),
        environment={"EMBEDDER": "sentence-transformers", "HF_HUB_OFFLINE": "1", **NORMAL_JOBS},
    )
    try:
        figures, notes = measure(system, source, folder)
        say("\n" + report.keep(figures, notes))
    finally:
        system.stop()
        shutil.rmtree(folder, ignore_errors=True)


def measure(system: LiveSystem, source: Path, folder: Path) -> tuple[list[Figure], list[str]]:
    packed = folder / "ubuntu-irc.zip"
    corpora.zip_irc_logs(source, packed)
    texts = corpora.read_said(packed)
    start_s = start(system)
    system.stop()
    restart_s = start(system)
    client = Client(system.base_url, system.make_token())
    notes = [f"First start {start_s:.1f} s (with set-up of database and model), second {restart_s:.1f} s."]
    figures = [Figure("second start", f"{restart_s:.1f} s", "< 15 s", restart_s < 15)]
    figures += measure_ingest(client, packed, texts, folder, notes)
    figures += measure_search(client, texts)
    figures += measure_memory(system)
    figures += measure_uploads(client, folder)
    figures += measure_quality(system, source, folder)
    return figures, notes


def start(system: LiveSystem) -> float:
    say("starting the instance")
    started = time.perf_counter()
    system.start()
    system.wait_until_ready(300)
    return time.perf_counter() - started


def measure_ingest(
    client: Client, packed: Path, texts: list[str], folder: Path, notes: list[str]
) -> list[Figure]:
    """From the 202 to the last message searchable, against bare encode of messages of the same corpus."""
    sample = folder / "sample.json"
    step = len(texts) // BASELINE_TEXTS
    sample.write_text(json.dumps(texts[::step][:BASELINE_TEXTS]))
    before = measure_baseline(sample)
    job_id = client.upload(packed)
    started = time.perf_counter()
    job = client.wait_for(job_id)
    seconds = time.perf_counter() - started
    after = measure_baseline(sample)
    if job["status"] != "succeeded":
        raise RuntimeError(f"The ingest ended as {job['status']}: {job['error']}")
    messages, baseline = job["counts"]["messages"], mean([before, after])
    ratio = messages / seconds / baseline
    notes.append(
        f"Bare encode {before:.0f} messages/s before and {after:.0f} after; {messages:,} messages ingested."
    )
    measured = f"{messages / seconds:,.0f} messages/s = {ratio:.2f} x bare encode ({baseline:.0f}/s)"
    return [Figure("ingest of ubuntu-irc, 202 to last searchable", measured, ">= 3 x", ratio >= 3)]


def measure_baseline(sample: Path) -> float:
    say("measuring bare encode")
    command = [sys.executable, "-m", "benchmarks.baseline", str(sample)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def measure_search(client: Client, texts: list[str]) -> list[Figure]:
    say("measuring search")
    queries = corpora.pick_questions(texts, SEARCHES + 20)
    client.time_searches(queries[:20])
    alone = client.time_searches(queries[20:])
    p50, p99 = alone.percentile(50), alone.percentile(99)
    together = client.time_searches_together(
        corpora.pick_questions(texts, TOGETHER_SEARCHES), TOGETHER_CLIENTS
    )
    crowd = together.percentile(99)
    return [
        Figure("search, one client, p50", f"{p50:.1f} ms", "<= 50 ms", p50 <= 50),
        Figure("search, one client, p99", f"{p99:.1f} ms", "<= 150 ms", p99 <= 150),
        Figure("search, 8 clients, p99", f"{crowd:.0f} ms", "<= 1000 ms", crowd <= 1000),
        Figure("search, 8 clients, errors", str(together.errors), "0", together.errors == 0),
    ]


def measure_memory(system: LiveSystem) -> list[Figure]:
    used = memory.measure_memory(system.process.pid)
    return [
        Figure("memory of web", f"{used['web']:.0f} MB", "<= 200 MB", used["web"] <= 200),
        Figure(
            "memory of the search worker", f"{used['search']:.0f} MB", "<= 1500 MB", used["search"] <= 1500
        ),
        Figure(
            "memory of ingest, embed, beat",
            f"{used['ingest']:.0f}, {used['embed']:.0f}, {used['beat']:.0f} MB",
            "",
            None,
        ),
    ]


def measure_uploads(client: Client, folder: Path) -> list[Figure]:
    """The 202 of a 5 MB file, safe on disk and committed; its jobs are cancelled, they are not what is measured."""
    say("measuring uploads")
    paths = [write_chat(folder / f"upload-{number}.txt", number) for number in range(UPLOADS)]
    timings, jobs = client.time_uploads(paths)
    for job in jobs:
        client.cancel(job)
    p95 = timings.percentile(95)
    return [Figure("upload of 5 MB, p95", f"{p95:.0f} ms", "< 200 ms", p95 < 200)]


def write_chat(path: Path, number: int) -> Path:
    line = f"01/02/2026, 10:15 - Ada: message {number} about nothing in particular\n"
    path.write_text(line * (UPLOAD_BYTES // len(line)))
    return path


def measure_quality(system: LiveSystem, source: Path, folder: Path) -> list[Figure]:
    say("measuring quality on locomo")
    run_file = folder / "locomo.tsv"
    dataset = source / "eval" / "locomo"
    subprocess.run(
        [sys.executable, "manage.py", "evaluate_search", str(dataset), "--run-file", str(run_file)],
        env=system.environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    score = score_run(source, dataset, run_file)
    return [Figure("LoCoMo nDCG@10, macro", f"{score:.4f}", ">= .50", score >= 0.5)]


def score_run(source: Path, dataset: Path, run_file: Path) -> float:
    """Return what the corpus's own scorer says."""
    command = [
        sys.executable,
        str(source / "eval" / "score.py"),
        str(run_file),
        str(dataset),
        "--by",
        "subset",
    ]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    macro = next(line for line in output.splitlines() if line.startswith("MACRO"))
    return float(re.search(r"nDCG@10 ([\d.]+)", macro)[1])


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
