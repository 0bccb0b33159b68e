"""The same messages, queries and model given to txtai, in the same run: see `rival`."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np

from benchmarks.client import Client
from benchmarks.console import say
from benchmarks.report import Figure
from chatanalysis.tests.system import LiveSystem

QUERIES = 120
EXPORT = """
import json, sys
import numpy as np
from apps.accounts.models import User
from apps.accounts.selectors import get_default_organization
from apps.search.services.segment_store import read_segment
from apps.uploads.models import Message
version = get_default_organization(User.objects.get(email={email!r})).index_versions.get(state="active")
vectors, texts = [], []
for segment in version.segments.order_by("pk"):
    arrays = read_segment(segment)
    rows = Message.objects.in_bulk(arrays.ids.tolist())
    vectors.append(arrays.vectors)
    texts += [rows[pk].text for pk in arrays.ids.tolist()]
np.save({vectors!r}, np.concatenate(vectors))
open({texts!r}, "w", encoding="utf-8").writelines(json.dumps(text) + "\\n" for text in texts)
"""


def compare(
    system: LiveSystem, email: str, client: Client, queries: list[str], source: Path, folder: Path
) -> tuple[list[Figure], list[str]]:
    """Time txtai's search and ours one after the other, and score it on locomo."""
    say("comparing with txtai")
    files = {name: folder / f"{name}.{ending}" for name, ending in (("texts", "jsonl"), ("vectors", "npy"))}
    system.manage(
        "shell", "--no-imports", "-c", EXPORT.format(email=email, **{k: str(v) for k, v in files.items()})
    )
    asked = folder / "queries.jsonl"
    asked.write_text("".join(json.dumps(query) + "\n" for query in queries[:QUERIES]), encoding="utf-8")
    theirs = run_rival("--texts", files["texts"], "--vectors", files["vectors"], "--queries", asked)
    ours = client.time_searches(queries[:QUERIES]).percentile(50)
    score = run_rival("--judged", source / "eval" / "locomo")["ndcg"]
    count = len(np.load(files["vectors"], mmap_mode="r"))
    figures = [
        Figure(
            "search p50 beside txtai's, same messages and model",
            f"{ours:.1f} ms through REST, txtai {theirs['p50_ms']:.1f} ms in its own process",
            "faster",
            ours < theirs["p50_ms"],
        ),
        Figure("txtai on locomo, nDCG@10", f"{score:.4f}", "", None),
    ]
    notes = [
        f"txtai, hybrid, {count:,} messages, handed the vectors: built in {theirs['built_s']:.0f} s, "
        f"p99 {theirs['p99_ms']:.1f} ms."
    ]
    return figures, notes


def run_rival(*arguments: object) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.rival", *map(str, arguments)]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return json.loads(output.splitlines()[-1])
