"""Token vectors in few bytes, good enough for dot products with a query's tokens.

A product quantiser after a rotation that spreads the variance evenly over its parts (Jégou et al., PAMI 2011; the
parametric form of Ge et al., "Optimized Product Quantization", CVPR 2013). Models of few dimensions are kept as fp16.
"""

import hashlib
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from apps.search.indexing.base import IndexDamaged
from apps.search.indexing.segment_file import write_durably

from .base import Embedder, normalise

if TYPE_CHECKING:
    import faiss

_SHIPPED_FOLDER = Path(__file__).parent.parent / "data" / "codecs"
_SHIPPED = {"all-MiniLM-L6-v2": "all-MiniLM-L6-v2.safetensors"}
CODE_VALUES = 256
"""Centroids a part, so that a part's code is one byte."""
_ROWS_AT_ONCE = 512


class TokenCodec:
    """Encodes rows of `dim` numbers into `code_size` bytes. Safe to share between threads.

    Decoded vectors live in a rotated space: take dot products with `project(query_tokens)`, never with the
    query's own vectors.
    """

    def __init__(
        self, dim: int, rotation: np.ndarray | None = None, centroids: np.ndarray | None = None
    ) -> None:
        """`rotation` float32 (kept_dim, dim), `centroids` float32 (parts, 256, kept_dim / parts); neither: fp16.

        Raises ValueError if the shapes do not fit.
        """
        if (rotation is None) != (centroids is None):
            raise ValueError("a codec has a rotation and centroids, or neither")
        if centroids is not None and rotation.shape != (centroids.shape[0] * centroids.shape[2], dim):
            raise ValueError(f"rotation {rotation.shape} does not fit centroids {centroids.shape}")
        self.dim = dim
        self._rotation, self._centroids = rotation, centroids

    @property
    def code_size(self) -> int:
        return 2 * self.dim if self._centroids is None else len(self._centroids)

    def encode(self, vectors: np.ndarray) -> np.ndarray:
        """Codes, uint8 (t, code_size), of vectors (t, dim)."""
        if self._rotation is None:
            halves = np.ascontiguousarray(vectors, np.float16)
            return halves.view(np.uint8).reshape(len(halves), self.code_size)
        if not len(vectors):
            return np.zeros((0, self.code_size), np.uint8)
        return self._quantizer.compute_codes(np.asarray(vectors, np.float32) @ self._rotation.T)

    def decode(self, codes: np.ndarray) -> np.ndarray:
        """Float32 (t, kept_dim) in the rotated space, rows of unit length.

        Centroids are averages and so too short, most of all where a vector fits them badly; left like that, the
        tokens that are least well kept would score lowest.
        """
        return normalise(self._look_up(codes))

    def match(self, vectors: np.ndarray, codes: np.ndarray) -> np.ndarray:
        """`project(vectors) @ decode(codes).T`, float32 (q, t), in a quarter of the time.

        Lengths are divided by at the end, and the rows decoded stay in the processor's cache. Sums over tables of
        products with the centroids, the textbook's way, take four times as long in numpy.
        """
        projected = self.project(vectors)
        similarities = np.zeros((len(projected), len(codes)), np.float32)
        for first in range(0, len(codes), _ROWS_AT_ONCE):
            found = self._look_up(codes[first : first + _ROWS_AT_ONCE])
            lengths = np.sqrt(np.einsum("ij,ij->i", found, found))
            block = similarities[:, first : first + len(found)]
            np.divide(projected @ found.T, lengths, out=block, where=lengths > 0)
        return similarities

    def _look_up(self, codes: np.ndarray) -> np.ndarray:
        codes = np.ascontiguousarray(codes)
        if self._rotation is None:
            return codes.view(np.float16).reshape(len(codes), self.dim).astype(np.float32)
        if not len(codes):
            return np.zeros((0, len(self._rotation)), np.float32)
        return self._quantizer.decode(codes)

    def restore(self, codes: np.ndarray) -> np.ndarray:
        """Float32 (t, dim): the vectors themselves, as far as they are kept, so that `project` gives `decode`."""
        decoded = self.decode(codes)
        # The rotation's rows are orthonormal, so its transpose leads back.
        return decoded if self._rotation is None else decoded @ self._rotation

    def project(self, vectors: np.ndarray) -> np.ndarray:
        """Query vectors (q, dim) as seen in the rotated space, float32 (q, kept_dim)."""
        vectors = np.asarray(vectors, np.float32)
        return vectors if self._rotation is None else vectors @ self._rotation.T

    def to_bytes(self) -> bytes:
        tensors = {"dim": np.array([self.dim], np.int64)}
        if self._rotation is not None and self._centroids is not None:
            tensors |= {"rotation": self._rotation, "centroids": self._centroids}
        return save({name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()})

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """Raises IndexDamaged for anything `to_bytes` did not write."""
        try:
            tensors = load(content)
            return cls(int(tensors["dim"][0]), tensors.get("rotation"), tensors.get("centroids"))
        except (SafetensorError, KeyError, ValueError) as error:
            raise IndexDamaged(f"not a token codec: {error}") from error

    def save(self, path: Path) -> str:
        """Write the codec durably and return its SHA-256."""
        content = self.to_bytes()
        write_durably(path, content)
        return hashlib.sha256(content).hexdigest()

    @classmethod
    def load(cls, path: Path, *, sha256: str | None = None) -> Self:
        """Raises IndexDamaged if the file is missing, altered, or not a codec."""
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise IndexDamaged(f"codec {path} is missing") from error
        if sha256 is not None and hashlib.sha256(content).hexdigest() != sha256:
            raise IndexDamaged(f"codec {path} is not the file recorded for it")
        return cls.from_bytes(content)

    @cached_property
    def _quantizer(self) -> "faiss.ProductQuantizer":
        import faiss

        parts, _, width = self._centroids.shape
        quantizer = faiss.ProductQuantizer(parts * width, parts, 8)
        faiss.copy_array_to_vector(
            np.ascontiguousarray(self._centroids, np.float32).ravel(), quantizer.centroids
        )
        return quantizer


def codec_for(embedder: Embedder) -> TokenCodec:
    """The shipped codec of a known model, else one fitted to the sample chats that come along: the same each time.

    It is plain fp16 for models of few dimensions, and empty for those that give tokens no vectors.
    """
    from .codec_training import fit_to_sample_chats

    if not embedder.gives_tokens:
        return TokenCodec(embedder.dim)
    name = embedder.name.rsplit("/", 1)[-1]
    if name in _SHIPPED:
        shipped = TokenCodec.load(_SHIPPED_FOLDER / _SHIPPED[name])
        if shipped.dim == embedder.dim:
            return shipped
    return fit_to_sample_chats(embedder)
