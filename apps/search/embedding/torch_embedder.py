"""Any sentence-transformers model through torch: float16 on a GPU, float32 on a CPU."""

from collections.abc import Sequence

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from .base import QueryEmbedding

BATCH_WINDOWS = {"cuda": 256, "cpu": 8}


class TorchEmbedder:
    """One instance belongs to one thread at a time."""

    def __init__(self, name: str, source: str, *, device: str) -> None:
        self.name = name
        self._device = device
        precision = torch.float16 if device == "cuda" else torch.float32
        self._model = SentenceTransformer(
            source,
            device=device,
            trust_remote_code=False,
            model_kwargs={"torch_dtype": precision, "use_safetensors": True},
        )
        self._model.eval()
        self._tokenizer = self._model.tokenizer
        self._transformer = self._model[0].auto_model
        self.dim = self._model.get_sentence_embedding_dimension()
        self.vocabulary_size = len(self._tokenizer)
        self.max_tokens = self._transformer.config.max_position_embeddings - 2

    def tokenize(self, texts: Sequence[str]) -> list[np.ndarray]:
        if not texts:
            return []
        encoded = self._tokenizer(list(texts), add_special_tokens=False, verbose=False)["input_ids"]
        return [np.array(ids, np.int32) for ids in encoded]

    def encode_windows(self, windows: Sequence[np.ndarray]) -> list[np.ndarray]:
        outputs: list[np.ndarray] = [np.zeros((0, self.dim), np.float32)] * len(windows)
        order = sorted((i for i in range(len(windows)) if len(windows[i])), key=lambda i: len(windows[i]))
        step = BATCH_WINDOWS[self._device]
        for start in range(0, len(order), step):
            chosen = order[start : start + step]
            encoded = self._infer([windows[i] for i in chosen])
            for row, i in enumerate(chosen):
                outputs[i] = encoded[row, 1 : 1 + len(windows[i])].copy()
        return outputs

    def embed_query(self, text: str) -> QueryEmbedding:
        """The vector is the mean over all outputs, the markers' included, as the model was trained."""
        ids = self.tokenize([text])[0][: self.max_tokens]
        encoded = self._infer([ids])[0]
        vector, tokens = encoded.mean(axis=0), encoded[1 : 1 + len(ids)]
        return QueryEmbedding(
            vector=vector / np.linalg.norm(vector),
            token_vectors=tokens / np.linalg.norm(tokens, axis=1, keepdims=True),
            token_ids=tuple(ids.tolist()),
            tokens=tuple(self._tokenizer.convert_ids_to_tokens(ids.tolist())),
        )

    @torch.inference_mode()
    def _infer(self, windows: Sequence[np.ndarray]) -> np.ndarray:
        """Return float32 (b, longest + 2, dim), the model's markers first and last."""
        tokenizer = self._tokenizer
        longest = max(len(window) for window in windows) + 2
        ids = torch.full((len(windows), longest), tokenizer.pad_token_id)
        mask = torch.zeros_like(ids)
        for row, window in enumerate(windows):
            marked = [tokenizer.cls_token_id, *window.tolist(), tokenizer.sep_token_id]
            ids[row, : len(marked)] = torch.tensor(marked)
            mask[row, : len(marked)] = 1
        output = self._transformer(input_ids=ids.to(self._device), attention_mask=mask.to(self._device))
        return output.last_hidden_state.float().cpu().numpy()
