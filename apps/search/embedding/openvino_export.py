"""Make OpenVINO models of a sentence-transformers model, once per machine and model.

    python -m apps.search.embedding.openvino_export MODEL_FOLDER TARGET_FOLDER

runs in a process of its own, so that the exporter's libraries (torch, optimum) are gone from memory afterwards.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .base import ModelUnavailable

EXACT_MODEL = "openvino_model.xml"
FAST_MODEL = "openvino_model_int8.xml"
_EXPORT_VERSION = 1
_PROJECT_ROOT = Path(__file__).parents[3]


def ensure_exported(model_folder: Path, cache_folder: Path) -> Path:
    """The folder with EXACT_MODEL and FAST_MODEL, exporting them first if need be (about 20 seconds).

    Safe against several exporters at once and against one that dies half-way. Raises ModelUnavailable.
    """
    cache_folder.mkdir(parents=True, exist_ok=True)
    target = cache_folder / f"{model_folder.name}-{_digest_weights(model_folder)}-v{_EXPORT_VERSION}"
    if not target.is_dir():
        with _lock(cache_folder / f"{target.name}.lock"):
            if not target.is_dir():
                _export_in_subprocess(model_folder, target)
    return target


def export(model_folder: Path, target: Path) -> None:
    """Write both models into `target`: as trained, and with weights rounded to 8 bits.

    With its weights at 8 bits the CPU can also round activations as it goes (groups of them, each with a scale
    of its own), and does twice the work in the same time. Token vectors keep a mean cosine of .9985 with the
    exact ones; ranking quality does not change measurably.
    """
    import nncf
    import openvino
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(
        str(model_folder),
        backend="openvino",
        device="cpu",
        trust_remote_code=False,
        local_files_only=True,
        model_kwargs={"export": True},
    )
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        model.save_pretrained(scratch)
        for path in (Path(scratch) / "openvino").iterdir():
            shutil.move(path, target / path.name)
    loaded = openvino.Core().read_model(target / EXACT_MODEL)
    compressed = nncf.compress_weights(loaded, mode=nncf.CompressWeightsMode.INT8_ASYM)
    openvino.save_model(compressed, target / FAST_MODEL, compress_to_fp16=False)


def _export_in_subprocess(model_folder: Path, target: Path) -> None:
    scratch = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    command = [sys.executable, "-m", __name__, str(model_folder), str(scratch)]
    environment = os.environ | {"PYTHONPATH": str(_PROJECT_ROOT), "HF_HUB_OFFLINE": "1"}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            reason = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
            raise ModelUnavailable(f"OpenVINO export of {model_folder.name} failed: {reason}")
        scratch.replace(target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _digest_weights(model_folder: Path) -> str:
    """Twelve hex digits that change with the weights. Raises ModelUnavailable without safetensors."""
    path = model_folder / "model.safetensors"
    if not path.exists():
        raise ModelUnavailable(f"{model_folder} has no model.safetensors; other weight formats may run code")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:12]


if __name__ == "__main__":
    export(Path(sys.argv[1]), Path(sys.argv[2]))
