"""The transformer through sentence-transformers and torch: fp16 on a GPU unless told otherwise, fp32 on a CPU."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from .transformer import Batch


class TorchBackend:
    def __init__(self, folder: Path, *, device: str, precision: str = "auto") -> None:
        on_gpu = device.startswith("cuda")
        half = on_gpu and precision != "fp32"
        self.batch_size = 128 if on_gpu else 16
        self._model = SentenceTransformer(
            str(folder),
            device=device,
            trust_remote_code=False,
            local_files_only=True,
            model_kwargs={
                "use_safetensors": True,
                "dtype": torch.float16 if half else torch.float32,
            },
        )
        self._device = torch.device(device)

    def run_windows(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, np.ndarray]]:
        for batch in batches:
            yield batch, self._run(batch).cpu().numpy()

    def run_query(self, batch: Batch) -> np.ndarray:
        return self._run(batch).float().cpu().numpy()

    def _run(self, batch: Batch) -> torch.Tensor:
        features = {
            "input_ids": torch.from_numpy(batch.ids).to(self._device),
            "attention_mask": torch.from_numpy(batch.mask).to(self._device),
        }
        with torch.inference_mode():
            return self._model[0](features)["token_embeddings"]
