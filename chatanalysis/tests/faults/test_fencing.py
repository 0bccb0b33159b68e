"""A worker that was only asleep: its lease went to another, and it must not write beside it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from chatanalysis.runtime import paths
from chatanalysis.runtime.programs import build_programs
from chatanalysis.tests.processes import find_worker, wait_for

pytestmark = [pytest.mark.system, pytest.mark.slow]
STOP_S = 30
MOMENTS = 20
COUNT_OPEN = (
    "from django.db import connection; cursor = connection.cursor(); "
    "cursor.execute(\"SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'\"); "
    "print('open:', cursor.fetchone()[0])"
)


@contextmanager
def second_embed_worker(system) -> Iterator[subprocess.Popen]:
    """Run another embed worker beside the system's own."""
    program = next(program for program in build_programs("", 0, "") if program.name == "embed")
    command = [sys.executable, "-m", program.module]
    command += [argument.replace("embed@%h", "second@%h") for argument in program.arguments]
    with (system.var.parent / "second.log").open("ab") as log:
        worker = subprocess.Popen(
            command, cwd=paths.project_dir(), env=system.environment, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        yield worker
    finally:
        worker.terminate()
        try:
            worker.wait(STOP_S)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()


def put_to_sleep(system, worker) -> None:
    """Freeze a worker between two transactions: locks of one that is open would keep the other from the job."""
    for _ in range(MOMENTS):
        worker.send(signal.SIGSTOP)
        if "open: 0" in system.manage("shell", "-c", COUNT_OPEN):
            return
        worker.send(signal.SIGCONT)
        time.sleep(0.1)
    raise TimeoutError("the worker is always within a transaction")


def was_taken(job: dict) -> bool:
    """A quick second worker may be through with the stage before anybody has seen its attempt."""
    return job["attempt"] == 2 or job["stage"] != "embed"


def test_a_worker_that_slept_longer_than_its_lease_writes_nothing(
    fragile_system, api, catch_job_in, expect_everything_once
):
    job = catch_job_in("embed")
    sleeper = find_worker(fragile_system, "embed")
    put_to_sleep(fragile_system, sleeper)
    try:
        with second_embed_worker(fragile_system):
            wait_for(lambda: was_taken(api.get_job(job.id)), "another worker to take the job")
            sleeper.send(signal.SIGCONT)
            expect_everything_once(job)
    finally:
        os.kill(sleeper.pid, signal.SIGCONT)
    wait_for(lambda: "the lease went to somebody else" in fragile_system.read_log(), "the sleeper to notice")
