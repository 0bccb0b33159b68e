"""Whether this process's model is loaded, for `/readyz`. Imports no index: the embed worker needs none."""

import logging

from apps.search.services.embedder import get_embedder, is_loaded

logger = logging.getLogger(__name__)

_model_error = ""


def describe_model() -> dict:
    """Return the state of this process's model for `/readyz`."""
    if _model_error:
        return {"model": {"state": "failed", "reason": _model_error}}
    if not is_loaded():
        return {"model": {"state": "starting"}}
    return {"model": {"state": "ok", "name": get_embedder().name}}


def warm_up() -> None:
    """Load the model before the first task needs it."""
    global _model_error
    try:
        get_embedder()
    except Exception as error:
        logger.exception("The embedding model cannot be loaded")
        _model_error = str(error)
