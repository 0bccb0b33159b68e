"""MiniLM and its like on a CPU through OpenVINO: no torch in the process, about four times as fast."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import openvino
from tokenizers import Tokenizer

from .base import QueryEmbedding

BATCH_WINDOWS = 8
"""More windows at once fall out of the processor's cache; fewer leave it waiting."""


class OpenVinoEmbedder:
    """One instance belongs to one thread at a time. `folder` is what `ensure_exported` returns."""

    def __init__(self, name: str, folder: Path, *, threads: int = 0) -> None:
        """`threads` 0 leaves their number to OpenVINO (all cores)."""
        self.name = name
        self._tokenizer = _load_tokenizer(folder)
        self._marks = _find_marks(self._tokenizer)
        options = {"INFERENCE_PRECISION_HINT": "bf16", "PERFORMANCE_HINT": "LATENCY"}
        if threads:
            options["INFERENCE_NUM_THREADS"] = str(threads)
        core = openvino.Core()
        model = core.read_model(folder / "openvino" / "openvino_model.xml")
        self._compiled = core.compile_model(model, "CPU", options)
        self._request = self._compiled.create_infer_request()
        self._inputs = {name for tensor in model.inputs for name in tensor.names}
        self.dim = model.outputs[0].get_partial_shape()[2].get_length()
        self.vocabulary_size = self._tokenizer.get_vocab_size()
        self.max_tokens = _read_positions(folder) - 2

    def tokenize(self, texts: Sequence[str]) -> list[np.ndarray]:
        encoded = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [np.array(encoding.ids, np.int32) for encoding in encoded]

    def encode_windows(self, windows: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Windows of like length go together, so that little is padded."""
        outputs: list[np.ndarray] = [np.zeros((0, self.dim), np.float32)] * len(windows)
        order = sorted((i for i in range(len(windows)) if len(windows[i])), key=lambda i: len(windows[i]))
        for start in range(0, len(order), BATCH_WINDOWS):
            chosen = order[start : start + BATCH_WINDOWS]
            encoded = self._infer([windows[i] for i in chosen])
            for row, i in enumerate(chosen):
                outputs[i] = encoded[row, 1 : 1 + len(windows[i])].copy()
        return outputs

    def embed_query(self, text: str) -> QueryEmbedding:
        """The vector is the mean over all outputs, the markers' included, as the model was trained."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        ids = np.array(encoding.ids[: self.max_tokens], np.int32)
        encoded = self._infer([ids])[0]
        vector = encoded.mean(axis=0)
        tokens = encoded[1 : 1 + len(ids)]
        norms = np.linalg.norm(tokens, axis=1, keepdims=True)
        return QueryEmbedding(
            vector=vector / np.linalg.norm(vector),
            token_vectors=tokens / norms,
            token_ids=tuple(ids.tolist()),
            tokens=tuple(encoding.tokens[: len(ids)]),
        )

    def _infer(self, windows: Sequence[np.ndarray]) -> np.ndarray:
        """Return float32 (b, longest + 2, dim), the model's markers first and last."""
        begin, end, pad = self._marks
        longest = max(len(window) for window in windows) + 2
        ids = np.full((len(windows), longest), pad, np.int64)
        mask = np.zeros_like(ids)
        for row, window in enumerate(windows):
            ids[row, 0], ids[row, 1 : len(window) + 1], ids[row, len(window) + 1] = begin, window, end
            mask[row, : len(window) + 2] = 1
        feed = {"input_ids": ids, "attention_mask": mask}
        if "token_type_ids" in self._inputs:
            feed["token_type_ids"] = np.zeros_like(ids)
        return self._request.infer(feed)[0]


def _load_tokenizer(folder: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _find_marks(tokenizer: Tokenizer) -> tuple[int, int, int]:
    """Return the numbers of the marker before a text, the one after it, and padding."""
    begin, end = tokenizer.encode("", add_special_tokens=True).ids
    pad = tokenizer.token_to_id("[PAD]") or tokenizer.token_to_id("<pad>") or 0
    return begin, end, pad


def _read_positions(folder: Path) -> int:
    return json.loads((folder / "config.json").read_text())["max_position_embeddings"]
