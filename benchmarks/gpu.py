"""`make bench-gpu`: what a GPU adds, for anybody who has one: messages embedded a second, search in a million vectors.

Needs no instance and no corpus: made-up messages through the product's own late chunking and vector index. Prints a
table beside the same work on the CPU; on a machine without a GPU it says so and measures the CPU alone.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path

import numpy as np

from apps.search.embedding.late_chunking import embed_messages
from apps.search.embedding.sentence_transformer import load_embedder
from apps.search.indexing.vectors.faiss_engine import FaissEngine
from apps.search.segmentation.passage import PassageMessage
from apps.search.segmentation.windows import WindowSettings
from benchmarks.console import say

WORDS = Path(__file__).resolve().parents[1] / "apps" / "search" / "data" / "calibration.txt"
WORDS_A_MESSAGE = 12
DIM, TOP_K, QUERIES = 384, 200, 100
CENTRES, SPREAD = 4_000, 0.6
SEED = 7
ADDED_AT_ONCE = 20_000


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--vectors", type=int, default=1_000_000)
    parser.add_argument("--only", choices=["embed", "search"], help="Measure this in this process.")
    options = parser.parse_args()
    if options.only:
        measured = embed(options.messages) if options.only == "embed" else search(options.vectors)
        say(f"{measured:.3f}")
        return
    gpus = count_gpus()
    say(f"{gpus} GPUs" if gpus else "no GPU found: the CPU alone is measured")
    say("| work | cpu | gpu |\n|---|---|---|")
    sizes = ["--messages", str(options.messages), "--vectors", str(options.vectors)]
    for name, only in (("messages embedded a second", "embed"), ("ms a search", "search")):
        cells = [measure(only, sizes, gpu=False), measure(only, sizes, gpu=True) if gpus else "-"]
        size = options.messages if only == "embed" else options.vectors
        say(f"| {name} ({size:,}) | {' | '.join(cells)} |")


def measure(only: str, sizes: list[str], *, gpu: bool) -> str:
    """Measure in a process of its own, from which GPUs are hidden unless they are meant."""
    hidden = {} if gpu else {"CUDA_VISIBLE_DEVICES": ""}
    command = [sys.executable, "-m", "benchmarks.gpu", "--only", only, *sizes]
    done = subprocess.run(command, env=os.environ | hidden, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1]


def count_gpus() -> int:
    import torch

    return torch.cuda.device_count()


def embed(messages: int) -> float:
    """Return messages/s of the product's own late chunking."""
    with tempfile.TemporaryDirectory() as cache:
        embedder = load_embedder("all-MiniLM-L6-v2", cache_folder=Path(cache))
        chat = make_chat(messages)
        settings = WindowSettings(context_tokens=0)
        embed_messages(embedder, chat[:500], context=[], settings=settings)
        started = time.perf_counter()
        embed_messages(embedder, chat, context=[], settings=settings)
        return messages / (time.perf_counter() - started)


def make_chat(messages: int) -> list[PassageMessage]:
    words, generator = WORDS.read_text(encoding="utf-8").split(), random.Random(SEED)  # noqa: S311
    return [
        PassageMessage(
            f"person {n % 9}", " ".join(generator.choices(words, k=WORDS_A_MESSAGE)), None, n % 40 == 0
        )
        for n in range(messages)
    ]


def search(rows: int) -> float:
    """Return milliseconds a query takes, one after the other, in vectors that lie in clusters as messages do."""
    generator = np.random.default_rng(SEED)
    centres = generator.standard_normal((CENTRES, DIM), np.float32)
    with tempfile.TemporaryDirectory() as folder:
        index = FaissEngine().create(Path(folder), DIM)
        for first in range(0, rows, ADDED_AT_ONCE):
            index.add(draw(generator, centres, min(ADDED_AT_ONCE, rows - first)))
        index.flush()
        queries = draw(generator, centres, QUERIES + 1)
        index.search(queries[0], TOP_K)
        started = time.perf_counter()
        for query in queries[1:]:
            index.search(query, TOP_K)
        return 1000 * (time.perf_counter() - started) / QUERIES


def draw(generator: np.random.Generator, centres: np.ndarray, count: int) -> np.ndarray:
    """Unit vectors around the centres, float32 (count, dim)."""
    chosen = centres[generator.integers(len(centres), size=count)]
    vectors = chosen + SPREAD * generator.standard_normal(chosen.shape, np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


if __name__ == "__main__":
    sys.exit(main())
