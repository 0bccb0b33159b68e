"""How quickly messages become searchable, beside the usual design's cost of encoding them alone."""

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import mean

from benchmarks.client import Client
from benchmarks.console import say
from benchmarks.report import Figure

BASELINE_TEXTS = 4_000
UPLOADS, UPLOAD_BYTES = 20, 5 * 1024 * 1024


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
