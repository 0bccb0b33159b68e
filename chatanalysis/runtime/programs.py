"""The processes of the system and the commands that run them; compose/ starts the same ones in containers."""

import os
import sys
from dataclasses import dataclass, field

# Work is shared out through the database, so workers need neither gossip nor a common clock at start-up, and
# readiness asks them itself.
QUIET_WORKER = ("--without-gossip", "--without-mingle", "--without-heartbeat")

WARM_STOP_S = 90
"""A worker gets this long after SIGTERM to finish the slice of work in hand (about 30 s); then it is killed,
and the job goes on once its lease has run out. Celery's soft shutdown always sleeps its whole timeout, in a
solo pool even with the work held up beneath it, so the plain warm shutdown is used."""

WEB_STOP_S = 10


@dataclass(frozen=True, slots=True)
class Program:
    """`module` is run by this Python with `arguments`; `stop_s` lies between SIGTERM and SIGKILL."""

    name: str
    module: str
    arguments: tuple[str, ...]
    stop_s: float
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", self.module, *self.arguments]


def build_programs(host: str, port: int, run_dir: str | os.PathLike) -> list[Program]:
    """Return what runs, in starting order. `run_dir` takes beat's schedule."""
    schedule = os.path.join(run_dir, "beat-schedule")
    return [
        _web(host, port),
        _worker("ingest", "ingest,default", "--pool=prefork", "--concurrency=1"),
        _worker("embed", "embed", "--pool=solo"),
        _worker("search", "search", "--pool=solo"),
        _celery("beat", "beat", "--schedule", schedule, "--pidfile="),
    ]


def _web(host: str, port: int) -> Program:
    arguments = ("chatanalysis.asgi:application", "--host", host, "--port", str(port), "--lifespan", "off")
    quiet = ("--no-access-log", "--no-server-header")  # a proxy keeps a better access log
    stop = ("--timeout-graceful-shutdown", str(WEB_STOP_S - 5))
    # Requests run in threads that come and go, so connections are pooled.
    environment = {"DATABASE_POOL": "1"}
    return Program("web", "uvicorn", (*arguments, *quiet, *stop), WEB_STOP_S, environment)


def _worker(name: str, queues: str, *pool: str) -> Program:
    options = ("--queues", queues, *pool, "--hostname", f"{name}@%h", *QUIET_WORKER)
    return _celery(name, "worker", *options)


def _celery(name: str, *arguments: str) -> Program:
    return Program(name, "celery", ("--app", "chatanalysis", "--quiet", *arguments), WARM_STOP_S)
