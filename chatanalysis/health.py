"""`/healthz`: this process answers. `/readyz`: everything a user needs is there, each part with its state."""

import redis
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from chatanalysis import pipeline
from chatanalysis.presence import list_workers
from chatanalysis.redis_client import get_redis

OK, DOWN, STARTING = "ok", "down", "starting"


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": OK})


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when all parts are `ok`, else 503; never with anything that is not for strangers."""
    parts = {"database": check_database(), "redis": check_redis(), **check_workers()}
    ready = all(part["state"] == OK for part in parts.values())
    response = JsonResponse({"ready": ready, **parts}, status=200 if ready else 503)
    response._has_been_logged = True  # Django would log each 503 as an error; whoever asks has the answer
    return response


def check_database() -> dict[str, str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return {"state": DOWN}
    return {"state": OK}


def check_redis() -> dict[str, str]:
    try:
        get_redis().ping()
    except redis.RedisError:
        return {"state": DOWN}
    return {"state": OK}


def check_workers() -> dict[str, dict]:
    """Return the state of the workers, of the model in those that need one, and of the search index."""
    try:
        workers = list_workers().values()
    except redis.RedisError:
        return {name: {"state": DOWN} for name in ("workers", "model", "index")}
    served = {queue: sum(queue in worker["queues"] for worker in workers) for queue in pipeline.QUEUES}
    return {
        "workers": {"state": OK if all(served.values()) else DOWN, "queues": served},
        "model": _check_model([worker for worker in workers if "model" in worker]),
        "index": _check_index([worker for worker in workers if "index" in worker]),
    }


def _check_model(holders: list[dict]) -> dict[str, str]:
    if not holders:
        return {"state": DOWN}
    states = [worker["model"] for worker in holders]
    failed = next((state for state in states if state["state"] not in (OK, STARTING)), None)
    starting = next((state for state in states if state["state"] == STARTING), None)
    return failed or starting or states[0]


def _check_index(holders: list[dict]) -> dict:
    """The index is as good as the freshest search worker's."""
    if not holders:
        return {"state": DOWN}
    return min(
        (worker["index"] for worker in holders), key=lambda index: (index["state"] != OK, index["behind"])
    )
