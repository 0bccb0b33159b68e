"""Fitting a token codec to a sample of a model's token vectors.

    python -m apps.search.embedding.codec_training FOLDER MODEL CACHE_FOLDER OUT.safetensors

fits one to a folder of text files, one message a line. The shipped codec came from `fit_codec` over contextual vectors
of 3,600 messages of the Ubuntu IRC disentanglement corpus (Kummerfeld et al., ACL 2019, CC-BY 4.0) with their speakers
and 5,000 comments of GoEmotions (Demszky et al., ACL 2020, CC-BY 4.0).
"""

import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from apps.search.segmentation.passage import PassageMessage

from .base import Embedder
from .codec import CODE_VALUES, TokenCodec
from .late_chunking import embed_messages

PARTS = 48
KEPT_SHARE = 2
"""One of so many principal axes is kept: halves the work of packing and unpacking for .005 nDCG@10."""
OWN_WIDTH = 4
"""Axes to a part, and so to a byte, of codecs that are fitted to the sample chats."""
SMALL_DIM = 64
"""Up to here fp16 is small enough to keep."""
MIN_TOKENS = 40 * CODE_VALUES
"""Fewer would fit the centroids to the sample and not to the language."""
_MAX_TOKENS = 120_000
_SAMPLE_MESSAGES = 20_000
_RUN_LENGTH = 60
_SAMPLE_CHATS = Path(__file__).parent.parent / "data" / "calibration.txt"


def fit_to_sample_chats(embedder: Embedder) -> TokenCodec:
    """Return a codec for a model that none was shipped for, the same each time.

    The few chats that come along fit a codec less well than the corpora behind the shipped one (dot products correlate
    .934 with the exact ones, not .968), which is made good with twice the bytes and all axes kept: .985.
    """
    texts = _SAMPLE_CHATS.read_text(encoding="utf-8").splitlines()
    return train_codec(embedder, texts, parts=max(1, embedder.dim // OWN_WIDTH), kept_dim=embedder.dim)


def train_codec(
    embedder: Embedder, texts: Sequence[str], *, parts: int = PARTS, kept_dim: int | None = None
) -> TokenCodec:
    """Fit a codec to consecutive messages; plain fp16 for small models and for fewer tokens than MIN_TOKENS."""
    if embedder.dim <= SMALL_DIM or not texts:
        return TokenCodec(embedder.dim)
    messages = [PassageMessage("", text) for text in texts[:_SAMPLE_MESSAGES]]
    vectors = embed_messages(embedder, messages).token_vectors
    if len(vectors) < MIN_TOKENS:
        return TokenCodec(embedder.dim)
    return fit_codec(vectors, parts=parts, kept_dim=kept_dim)


def fit_codec(
    vectors: np.ndarray, *, parts: int = PARTS, kept_dim: int | None = None, seed: int = 0
) -> TokenCodec:
    """Fit rotation and centroids to token vectors (t, dim), t of at least MIN_TOKENS.

    `kept_dim` principal axes are kept, by default half of them. Raises ValueError for too few.
    """
    import faiss

    dim = vectors.shape[1]
    if len(vectors) < MIN_TOKENS:
        raise ValueError(
            f"{len(vectors)} token vectors are too few to fit a codec to, {MIN_TOKENS} are needed"
        )
    chosen = np.random.default_rng(seed).permutation(len(vectors))[:_MAX_TOKENS]
    sample = np.asarray(vectors[chosen], np.float32)
    rotation = _balance(sample, parts, max(1, (kept_dim or dim // KEPT_SHARE) // parts))
    quantizer = faiss.ProductQuantizer(len(rotation), parts, 8)
    quantizer.cp.seed = seed + 1
    quantizer.train(sample @ rotation.T)
    centroids = faiss.vector_to_array(quantizer.centroids).reshape(parts, CODE_VALUES, -1)
    return TokenCodec(dim, rotation, centroids)


def _balance(sample: np.ndarray, parts: int, width: int) -> np.ndarray:
    """Principal axes dealt out so that every part carries a like product of variances, float32 (parts * width, dim).

    Uncentred: the mean is part of every vector's direction, and dot products must keep it.
    """
    variances, axes = np.linalg.eigh(sample.T @ sample / len(sample))
    order = np.argsort(-variances)[: parts * width]
    loads = np.zeros(parts)
    members: list[list[int]] = [[] for _ in range(parts)]
    for axis in order:
        open_parts = [part for part in range(parts) if len(members[part]) < width]
        part = min(open_parts, key=lambda candidate: loads[candidate])
        members[part].append(int(axis))
        loads[part] += np.log(max(variances[axis], 1e-12) / max(variances[order[-1]], 1e-12))
    return np.ascontiguousarray(axes.T[[axis for part in members for axis in part]], np.float32)


def _read_sample(folder: Path, seed: int = 0) -> list[str]:
    """Runs of consecutive lines from all text files under `folder`, so that context is real."""
    runs: list[list[str]] = []
    for path in sorted(folder.rglob("*.txt")):
        lines = [line.strip() for line in path.read_text(encoding="utf-8", errors="replace").splitlines()]
        lines = [line for line in lines if line]
        runs.extend(lines[first : first + _RUN_LENGTH] for first in range(0, len(lines), _RUN_LENGTH))
    random.Random(seed).shuffle(runs)  # noqa: S311
    return [line for run in runs for line in run]


def main(folder: str, model: str, cache_folder: str, out: str) -> None:
    from .sentence_transformer import load_embedder

    embedder = load_embedder(model, cache_folder=Path(cache_folder))
    train_codec(embedder, _read_sample(Path(folder))).save(Path(out))


if __name__ == "__main__":
    main(*sys.argv[1:])
