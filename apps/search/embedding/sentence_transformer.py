"""Loading sentence-transformers models: which folder, which backend."""

import importlib.util
from pathlib import Path

from .base import ModelUnavailable
from .model_folder import describe_model, find_model_folder
from .transformer import Backend, TransformerEmbedder

BACKENDS = ("auto", "openvino", "torch")


def load_embedder(
    model: str, *, cache_folder: Path, backend: str = "auto", threads: int | None = None
) -> TransformerEmbedder:
    """Load "all-MiniLM-L6-v2" (bundled), a folder, or a name on the Hugging Face hub.

    `auto` takes torch on a GPU where there is one, else OpenVINO where it is installed, else torch on the CPU.
    OpenVINO's own form of the model is made once, under `cache_folder`. `threads` limits the CPU cores used.

    Raises ModelUnavailable, or ValueError for an unknown backend.
    """
    from tokenizers import Tokenizer

    if backend not in BACKENDS:
        raise ValueError(f"embedding backend {backend!r} is not one of {', '.join(BACKENDS)}")
    folder = find_model_folder(model)
    tokenizer_file = folder / "tokenizer.json"
    if not tokenizer_file.exists():
        raise ModelUnavailable(f"{model} has no tokenizer.json, the format of fast tokenizers")
    description = describe_model(folder, model)
    return TransformerEmbedder(
        description,
        Tokenizer.from_file(str(tokenizer_file)),
        _load_backend(folder, cache_folder, backend, threads),
    )


def _load_backend(folder: Path, cache_folder: Path, backend: str, threads: int | None) -> Backend:
    has_gpu = backend != "openvino" and _has_gpu()
    if backend == "openvino" or (backend == "auto" and not has_gpu and _is_installed("openvino")):
        if not _is_installed("openvino"):
            raise ModelUnavailable("install sentence-transformers[openvino] for the openvino backend")
        from .openvino_backend import OpenVinoBackend
        from .openvino_export import ensure_exported

        return OpenVinoBackend(ensure_exported(folder, cache_folder), threads=threads)
    from .torch_backend import TorchBackend

    return TorchBackend(folder, device="cuda" if has_gpu else "cpu")


def _has_gpu() -> bool:
    """Whether torch could compute on a GPU. Without a driver torch, which is large, is not even imported."""
    if not _is_installed("torch") or not Path("/proc/driver/nvidia/version").exists():
        return False
    import torch

    return torch.cuda.is_available()


def _is_installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None
