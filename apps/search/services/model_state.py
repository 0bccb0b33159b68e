"""Which models this process has loaded, for `/readyz`. Imports no index: the embed worker needs none."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor, wait

from django.conf import settings
from django.db import connection
from django.db.models import Count

from apps.search.models import EmbeddingModel, IndexState
from apps.search.services.embedder import get_embedder, is_loaded, make_key, try_again
from apps.search.services.models_registry import get_default_model

logger = logging.getLogger(__name__)

LOOK_S = 0.2
"""So long a task that finds its model loading waits, before it lets searches have their turn."""

_model_error = ""
_ready_model = ""
_loader = ThreadPoolExecutor(1, thread_name_prefix="load-model")
_loads: dict[tuple, Future] = {}


def describe_model() -> dict:
    """Return the state of this process's default model for `/readyz`."""
    if _model_error:
        return {"model": {"state": "failed", "reason": _model_error}}
    if not _ready_model:
        return {"model": {"state": "starting"}}
    return {"model": {"state": "ok", "name": _ready_model}}


def warm_up() -> None:
    """Load models before the first task needs them: the default one, and those that most organizations search by."""
    global _model_error, _ready_model
    try:
        default = get_default_model()
        for model in [*list_used_models()[: settings.EMBEDDING_MODELS_IN_MEMORY - 1], default]:
            _load_quietly(model)
        _ready_model = get_embedder(default).name
    except Exception as error:
        logger.exception("The embedding model cannot be loaded")
        _model_error = str(error)
    finally:
        connection.close()


def list_used_models() -> list[EmbeddingModel]:
    active = EmbeddingModel.objects.filter(index_versions__state=IndexState.ACTIVE)
    return list(active.annotate(uses=Count("index_versions")).order_by("-uses", "name"))


def _load_quietly(model: EmbeddingModel) -> None:
    try:
        get_embedder(model)
    except Exception:  # whatever libraries raise: one model that fails holds up no other
        logger.exception("The embedding model %s cannot be loaded", model)


def load_beside(model: EmbeddingModel) -> bool:
    """Return whether the model is loaded; if not, a thread loads it while this process goes on.

    Raises what loading raised: ModelUnavailable, ModelRefused.
    """
    if is_loaded(model):
        return True
    key = make_key(model)
    if key not in _loads:
        _loads[key] = _loader.submit(_load_in_thread, model)
    wait([_loads[key]], timeout=LOOK_S)
    if not _loads[key].done():
        return False
    _loads.pop(key).result()
    return is_loaded(model)


def check_beside(model_id: int, reply_key: str) -> None:
    """Answer `{"problem": ...}`, empty if the model is as it claims. A thread tries it out: searches go on."""
    _loader.submit(_answer_check, model_id, reply_key)


def _answer_check(model_id: int, reply_key: str) -> None:
    from apps.search.services.answer_query import reply_with

    try:
        reply_with(reply_key, lambda: {"problem": find_problem(EmbeddingModel.objects.get(pk=model_id))})
    except Exception:  # `reply_with` has told the asker; nobody else looks at this thread's result
        logger.exception("Model %s could not be checked", model_id)
    finally:
        connection.close()


def find_problem(model: EmbeddingModel) -> str:
    """Return why a model must be refused, or "" for one that is as it claims."""
    from apps.search.embedding.base import ModelUnavailable

    try:
        try_again(model)
    except ModelUnavailable as error:
        return str(error)
    return ""


def _load_in_thread(model: EmbeddingModel) -> None:
    try:
        get_embedder(model)
    finally:
        connection.close()
