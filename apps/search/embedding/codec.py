"""Token vectors, small enough to keep: a rotation to fewer dimensions, then product quantisation.

MaxSim needs a vector for every token, 768 bytes each as float16; coded they take `code_size`. Similarities are
computed in the rotated space, so that nothing is ever turned back to the model's dimensions.
Sources: Jégou et al., "Product Quantization for Nearest Neighbor Search", 2011; Santhanam et al., "ColBERTv2", 2022.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from apps.search.indexing.base import IndexDamaged

from .base import Embedder

SHIPPED_FOLDER = Path(__file__).parent.parent / "data"
SHIPPED = {"all-MiniLM-L6-v2": "all-MiniLM-L6-v2.codec.safetensors"}
CENTROID_BITS = 8
MAX_ROTATED, SUBVECTOR = 128, 2
"""128 of MiniLM's 384 dimensions hold nearly all that its token outputs differ by; two of them share a byte."""
MIN_TRAINING_TOKENS = 39 * 256
"""Below this faiss warns that centroids are not learned but memorised."""


@dataclass(frozen=True)
class TokenCodec:
    """`rotation` float32 (dim, r) with orthonormal columns; `centroids` float32 (m, 256, r / m)."""

    rotation: np.ndarray
    centroids: np.ndarray

    def __post_init__(self) -> None:
        m, count, width = self.centroids.shape
        if count != 1 << CENTROID_BITS or m * width != self.rotation.shape[1]:
            raise ValueError("rotation and centroids of the codec do not fit together")
        quantizer = faiss.ProductQuantizer(m * width, m, CENTROID_BITS)
        faiss.copy_array_to_vector(
            np.ascontiguousarray(self.centroids, np.float32).ravel(), quantizer.centroids
        )
        object.__setattr__(self, "_quantizer", quantizer)

    @property
    def dim(self) -> int:
        return self.rotation.shape[0]

    @property
    def code_size(self) -> int:
        """Bytes a token."""
        return self.centroids.shape[0]

    def encode(self, vectors: np.ndarray) -> np.ndarray:
        """Return uint8 (t, code_size) for vectors (t, dim)."""
        if not len(vectors):
            return np.zeros((0, self.code_size), np.uint8)
        return self._quantizer.compute_codes(self.rotate(vectors))

    def rotate(self, vectors: np.ndarray) -> np.ndarray:
        """Return float32 (t, r): what dot products with `decode` are taken of."""
        return np.ascontiguousarray(vectors.astype(np.float32, copy=False) @ self.rotation)

    def decode(self, codes: np.ndarray) -> np.ndarray:
        """Return float32 (t, r), the rotated vectors as far as the codes remember them."""
        if not len(codes):
            return np.zeros((0, self.rotation.shape[1]), np.float32)
        return self._quantizer.decode(np.ascontiguousarray(codes))

    def to_bytes(self) -> bytes:
        return save({"rotation": self.rotation, "centroids": self.centroids})

    @classmethod
    def from_bytes(cls, content: bytes) -> "TokenCodec":
        """Raises IndexDamaged if it is no codec."""
        try:
            return cls(**load(content))
        except (SafetensorError, TypeError, ValueError) as error:
            raise IndexDamaged(f"not a codec: {error}") from error

    def save(self, path: Path) -> str:
        """Write the codec and return the file's SHA-256."""
        content = self.to_bytes()
        path.write_bytes(content)
        return hashlib.sha256(content).hexdigest()

    @classmethod
    def load(cls, path: Path, sha256: str | None = None) -> "TokenCodec":
        """Raises IndexDamaged if the file is not the one with that SHA-256."""
        content = path.read_bytes()
        if sha256 is not None and hashlib.sha256(content).hexdigest() != sha256:
            raise IndexDamaged(f"{path.name} is not the codec recorded")
        return cls.from_bytes(content)


def codec_for(embedder: Embedder) -> TokenCodec:
    """Return the codec shipped for a model, or one trained at once on the sample text that comes with the product."""
    shipped = SHIPPED.get(embedder.name)
    if shipped is not None:
        return TokenCodec.load(SHIPPED_FOLDER / shipped)
    return train_codec(embed_sample(embedder))


def embed_sample(embedder: Embedder) -> np.ndarray:
    """Return token vectors (t, dim) of unit length, of the sample text."""
    lines = (SHIPPED_FOLDER / "codec_sample.txt").read_text(encoding="utf-8").splitlines()
    windows = embedder.tokenize(_join(lines))
    outputs = np.concatenate(embedder.encode_windows([window[: embedder.max_tokens] for window in windows]))
    return outputs / np.maximum(np.linalg.norm(outputs, axis=1, keepdims=True), 1e-9)


def _join(lines: Sequence[str], size: int = 8) -> list[str]:
    return [" ".join(lines[start : start + size]) for start in range(0, len(lines), size)]


def train_codec(vectors: np.ndarray) -> TokenCodec:
    """Learn rotation and centroids from token vectors (t, dim) of unit length.

    The rotation keeps the directions of greatest energy (not centred: dot products must survive), then spreads it
    evenly by a random turn, so that every pair of dimensions deserves its byte.
    """
    vectors = np.ascontiguousarray(vectors, np.float32)
    rotated = min(MAX_ROTATED, vectors.shape[1] // SUBVECTOR * SUBVECTOR)
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    turn, _ = np.linalg.qr(np.random.default_rng(0).standard_normal((rotated, rotated)))
    rotation = np.ascontiguousarray(directions[:, ::-1][:, :rotated] @ turn, np.float32)
    quantizer = faiss.ProductQuantizer(rotated, rotated // SUBVECTOR, CENTROID_BITS)
    quantizer.train(np.ascontiguousarray(vectors @ rotation))
    centroids = faiss.vector_to_array(quantizer.centroids).reshape(rotated // SUBVECTOR, -1, SUBVECTOR)
    return TokenCodec(rotation, centroids.copy())
