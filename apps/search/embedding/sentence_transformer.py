"""Loading sentence-transformers models: which folder, which backend."""

import importlib.util
from dataclasses import replace
from pathlib import Path

from .base import ModelUnavailable
from .model_folder import describe_model, find_model_folder
from .options import LoadOptions
from .transformer import Backend, ModelDescription, TransformerEmbedder

BACKENDS = ("auto", "openvino", "torch")


def load_embedder(
    model: str,
    *,
    cache_folder: Path,
    backend: str = "auto",
    threads: int | None = None,
    options: LoadOptions | None = None,
) -> TransformerEmbedder:
    """Load "all-MiniLM-L6-v2" (bundled), a folder, or a name on the Hugging Face hub.

    `auto` takes torch on a GPU where there is one, else OpenVINO where it is installed, else torch on the CPU.
    OpenVINO's own form of the model is made once, under `cache_folder`. `threads` limits the CPU cores used.

    Raises ModelUnavailable, also for a device or precision that cannot be had here, or ValueError for an unknown
    backend.
    """
    from tokenizers import Tokenizer

    if backend not in BACKENDS:
        raise ValueError(f"embedding backend {backend!r} is not one of {', '.join(BACKENDS)}")
    options = options or LoadOptions()
    folder = find_model_folder(model, options.revision)
    tokenizer_file = folder / "tokenizer.json"
    if not tokenizer_file.exists():
        raise ModelUnavailable(f"{model} has no tokenizer.json, the format of fast tokenizers")
    return TransformerEmbedder(
        _apply(describe_model(folder, model), options),
        Tokenizer.from_file(str(tokenizer_file)),
        _load_backend(folder, cache_folder, choose_backend(backend, options), threads, options.precision),
    )


def _apply(description: ModelDescription, options: LoadOptions) -> ModelDescription:
    longest = description.max_tokens_with_markers
    return replace(
        description,
        query_prompt=options.query_prefix or description.query_prompt,
        passage_prompt=options.passage_prefix or description.passage_prompt,
        max_tokens_with_markers=min(longest, options.max_tokens or longest),
    )


def choose_backend(backend: str, options: LoadOptions) -> str:
    """Return "openvino", "cuda" or "cpu" (both torch).

    Raises ModelUnavailable if what is asked for cannot be had together, or not on this machine.
    """
    chosen = _choose_device(backend, options.device)
    if chosen == "openvino" and options.precision == "fp16":
        raise ModelUnavailable("16-bit floats need a GPU; on the CPU choose fp32 or int8")
    if chosen == "cpu" and options.precision in ("fp16", "int8"):
        raise ModelUnavailable(f"torch on the CPU computes in fp32, not in {options.precision}")
    if chosen == "cuda" and options.precision == "int8":
        raise ModelUnavailable("8-bit integers are for the CPU with OpenVINO; on a GPU choose fp16 or fp32")
    return chosen


def _choose_device(backend: str, device: str) -> str:
    if device == "cuda" and backend == "openvino":
        raise ModelUnavailable("the openvino backend computes on the CPU: choose another backend for the GPU")
    wants_gpu = device != "cpu" and backend != "openvino"
    if wants_gpu and _has_gpu():
        return "cuda"
    if device == "cuda":
        raise ModelUnavailable("the model is set to compute on a GPU, and there is none")
    if backend == "torch" or (backend == "auto" and not _is_installed("openvino")):
        return "cpu"
    if not _is_installed("openvino"):
        raise ModelUnavailable("install sentence-transformers[openvino] for the openvino backend")
    return "openvino"


def _load_backend(
    folder: Path, cache_folder: Path, chosen: str, threads: int | None, precision: str
) -> Backend:
    if chosen == "openvino":
        from .openvino_backend import OpenVinoBackend
        from .openvino_export import ensure_exported

        return OpenVinoBackend(ensure_exported(folder, cache_folder), threads=threads, precision=precision)
    from .torch_backend import TorchBackend

    return TorchBackend(folder, device=chosen, precision=precision)


def _has_gpu() -> bool:
    """Whether torch could compute on a GPU. Without a driver torch, which is large, is not even imported."""
    if not _is_installed("torch") or not Path("/proc/driver/nvidia/version").exists():
        return False
    import torch

    return torch.cuda.is_available()


def _is_installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None
