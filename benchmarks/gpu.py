"""`make bench-gpu`: what a GPU adds, for anybody who has one: messages embedded a second, search in a million vectors.

Needs no instance and no corpus. Prints a table beside the same work on the CPU; on a machine without a GPU it says so
and measures the CPU alone.
"""

import random
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

import numpy as np

from apps.search.embedding.late_chunking import embed_messages
from apps.search.embedding.sentence_transformer import load_embedder
from apps.search.segmentation.passage import PassageMessage
from apps.search.segmentation.windows import WindowSettings
from benchmarks.console import say

WORDS = Path(__file__).resolve().parents[1] / "apps" / "search" / "data" / "calibration.txt"
WORDS_A_MESSAGE = 12
DIM, TOP_K, QUERIES = 384, 200, 100
CENTRES, SPREAD = 4_000, 0.6
SEED = 7


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--vectors", type=int, default=1_000_000)
    options = parser.parse_args()
    gpus = count_gpus()
    say(f"{gpus} GPUs" if gpus else "no GPU found: the CPU alone is measured")
    say("| work | cpu | gpu |\n|---|---|---|")
    say(format_row("messages embedded a second", embed_with, options.messages, gpus, "{:,.0f}"))
    say(format_row("ms a search, exact", search_with, options.vectors, gpus, "{:.2f}"))


def format_row(name: str, measure: Callable[[int, bool], float], size: int, gpus: int, form: str) -> str:
    cells = [form.format(measure(size, False)), form.format(measure(size, True)) if gpus else "-"]
    return f"| {name} ({size:,}) | {' | '.join(cells)} |"


def count_gpus() -> int:
    import torch

    return torch.cuda.device_count()


def embed_with(messages: int, on_gpu: bool) -> float:
    """Return messages/s of the product's own late chunking."""
    import tempfile

    with tempfile.TemporaryDirectory() as cache:
        backend = "torch" if on_gpu else "auto"
        embedder = load_embedder("all-MiniLM-L6-v2", cache_folder=Path(cache), backend=backend)
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


def search_with(rows: int, on_gpu: bool) -> float:
    """Return milliseconds a query takes, one after the other, in fp16 vectors that lie in clusters as messages do."""
    import faiss

    generator = np.random.default_rng(SEED)
    centres = generator.standard_normal((CENTRES, DIM), np.float32)
    index = faiss.index_factory(DIM, "SQfp16", faiss.METRIC_INNER_PRODUCT)
    if on_gpu:
        resources = faiss.StandardGpuResources()
        index = faiss.GpuIndexFlatIP(resources, DIM, half_precision(faiss))
    for first in range(0, rows, 50_000):
        index.add(draw(generator, centres, min(50_000, rows - first)))
    queries = draw(generator, centres, QUERIES)
    index.search(queries[:1], TOP_K)
    started = time.perf_counter()
    for query in queries:
        index.search(query[None], TOP_K)
    return 1000 * (time.perf_counter() - started) / QUERIES


def half_precision(faiss):
    config = faiss.GpuIndexFlatConfig()
    config.useFloat16 = True
    return config


def draw(generator: np.random.Generator, centres: np.ndarray, count: int) -> np.ndarray:
    """Unit vectors around the centres, float32 (count, dim)."""
    chosen = centres[generator.integers(len(centres), size=count)]
    vectors = chosen + SPREAD * generator.standard_normal(chosen.shape, np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


if __name__ == "__main__":
    sys.exit(main())
