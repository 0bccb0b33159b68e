"""The transformer on the CPU through OpenVINO: no torch in the process."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import openvino

from .openvino_export import EXACT_MODEL, FAST_MODEL
from .transformer import Batch


class OpenVinoBackend:
    """Compiles the model for windows when the first ones come and the one for queries when the first query does, so
    a process that does only one of the two holds only one.

    By precision `auto` windows go through the 8-bit model and queries through the exact one in bf16; `int8` and
    `fp32` use their own for both.
    """

    batch_size = 8

    def __init__(self, folder: Path, *, threads: int | None = None, precision: str = "auto") -> None:
        self._folder = folder
        self._window_file = EXACT_MODEL if precision == "fp32" else FAST_MODEL
        self._query_file = FAST_MODEL if precision == "int8" else EXACT_MODEL
        self._settings = {"INFERENCE_PRECISION_HINT": "f32" if precision == "fp32" else "bf16"}
        self._streams = threads or len(os.sched_getaffinity(0))
        if threads:
            self._settings["INFERENCE_NUM_THREADS"] = str(threads)
        self._fast: openvino.CompiledModel | None = None
        self._exact: openvino.CompiledModel | None = None

    def run_windows(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, np.ndarray]]:
        """Each core computes a request of its own, and one more is prepared or read meanwhile."""
        requests = [self._fast_model().create_infer_request() for _ in range(self._streams + 1)]
        running: list[tuple[Batch, openvino.InferRequest]] = []
        for number, batch in enumerate(batches):
            if len(running) == len(requests):
                yield _finish(*running.pop(0))
            request = requests[number % len(requests)]
            request.start_async(_inputs(request, batch))
            running.append((batch, request))
        for pair in running:
            yield _finish(*pair)

    def run_query(self, batch: Batch) -> np.ndarray:
        request = self._exact_model().create_infer_request()
        request.infer(_inputs(request, batch))
        return request.get_output_tensor(0).data.astype(np.float32)

    def _fast_model(self) -> openvino.CompiledModel:
        if self._fast is None:
            # A core for each request: cores that share one wait for each other, a seventh of the time on two.
            streams = {"PERFORMANCE_HINT": "THROUGHPUT", "NUM_STREAMS": str(self._streams)}
            self._fast = self._compile(self._window_file, streams)
        return self._fast

    def _exact_model(self) -> openvino.CompiledModel:
        if self._exact is None:
            self._exact = self._compile(self._query_file, {"PERFORMANCE_HINT": "LATENCY"})
        return self._exact

    def _compile(self, file: str, hints: dict[str, str]) -> openvino.CompiledModel:
        return openvino.Core().compile_model(self._folder / file, "CPU", self._settings | hints)


def _inputs(request: openvino.InferRequest, batch: Batch) -> dict[str, np.ndarray]:
    known = {
        "input_ids": batch.ids,
        "attention_mask": batch.mask,
        "token_type_ids": np.zeros_like(batch.ids),
    }
    names = [port.any_name for port in request.model_inputs]
    return {name: known[name] for name in names}


def _finish(batch: Batch, request: openvino.InferRequest) -> tuple[Batch, np.ndarray]:
    request.wait()
    return batch, request.get_output_tensor(0).data
