"""What Celery workers do when they start and stop: load the model, follow the index, say that they live."""

import threading

from celery.signals import worker_ready, worker_shutdown

from chatanalysis import pipeline
from chatanalysis.presence import Presence

_running: list = []


@worker_ready.connect
def start_worker_parts(sender, **_kwargs) -> None:
    queues = [queue.name for queue in sender.task_consumer.queues]
    details = dict
    if pipeline.SEARCH_QUEUE in queues:
        details = _start_search(sender.hostname)
    elif pipeline.EMBED_QUEUE in queues:
        details = _start_embedding()
    presence = Presence(sender.hostname, queues, details)
    presence.start()
    _running.append(presence)


def _start_search(name: str):
    from apps.search.services import cores, model_state, reranker, worker

    cores.keep_blas_to_one_core()
    search_worker = worker.start_search_worker(name)
    _running.append(search_worker)
    threading.Thread(target=model_state.warm_up, name="warm-up", daemon=True).start()
    reranker.warm_up()
    return search_worker.describe


def _start_embedding():
    from apps.search.services import cores, model_state

    cores.keep_blas_to_one_core()
    threading.Thread(target=model_state.warm_up, name="warm-up", daemon=True).start()
    return model_state.describe_model


# Not `worker_shutting_down`: that one comes inside the signal handler, on top of a task that may hold our locks.
@worker_shutdown.connect
def stop_worker_parts(**_kwargs) -> None:
    while _running:
        _running.pop().stop()
