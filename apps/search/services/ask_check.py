"""Asking a search worker whether a model answers what it claims. Light: the API and the admin import this."""

from collections.abc import Callable

from apps.search.models import EmbeddingModel
from apps.search.services.ask_worker import SearchUnavailable, call_worker

CHECK_TASK = "search.check_model"

Ask = Callable[..., dict]


class Refused(Exception):
    """The model cannot be used; the message says why."""


def check_model(model: EmbeddingModel, *, ask: Ask = call_worker) -> bool:
    """Return whether the model was found to be as it claims; False if nobody could say in time.

    A model that has to be downloaded or converted takes longer than anybody waits: its job finds out then. Raises
    Refused.
    """
    try:
        problem = ask(CHECK_TASK, model.pk)["problem"]
    except SearchUnavailable:
        return False
    if problem:
        raise Refused(problem)
    return True
