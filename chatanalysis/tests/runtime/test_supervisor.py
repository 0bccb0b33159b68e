"""The whole system under its supervisor: started by the command that `make run` uses, and ended like by a user."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from chatanalysis.runtime import paths
from chatanalysis.tests.runtime.conftest import Instance, open_folder, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.system]

START = [sys.executable, "-m", "chatanalysis.runtime"]
START_TIMEOUT_S = 90
SECOND_START_S = 15


def find_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def find_processes(instance: Instance) -> dict[int, str]:
    """Return number and command of every live process that was started with this instance's folder of state."""
    mark = f"CHATANALYSIS_VAR={instance.var}\0".encode()
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in (entry / "environ").read_bytes():
                found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
    return found


class System:
    """A supervisor of one instance, with what it printed."""

    def __init__(self, instance: Instance, command: list[str] = START) -> None:
        self.instance = instance
        self.command = command
        self.port = find_free_port()
        self.log = instance.var.parent / "system.log"
        self.process: subprocess.Popen | None = None

    def start(self) -> float:
        """Start and wait until it says that it is ready; return how long that took."""
        started = time.monotonic()
        before = self.count_ready()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=paths.project_dir(),
                env={**self.instance.environment, "PORT": str(self.port)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.instance.started.append(self.process)
        self.wait_for(lambda: self.count_ready() > before)
        return time.monotonic() - started

    def wait_for(self, condition) -> None:
        deadline = time.monotonic() + START_TIMEOUT_S
        while not condition():
            assert self.process.poll() is None, self.read()
            assert time.monotonic() < deadline, self.read()[-4000:]
            time.sleep(0.1)

    def read(self) -> str:
        return self.log.read_text() if self.log.exists() else ""

    def count_ready(self) -> int:
        return self.read().count(f"ready at http://127.0.0.1:{self.port}/")

    def answers(self, path: str) -> bool:
        with suppress(OSError):
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5).status == 200
        return False

    def find(self, part: str) -> int:
        """Return the first process whose command contains this."""
        return min(pid for pid, command in find_processes(self.instance).items() if part in command)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=100)


@contextmanager
def ending_all(system: System) -> Iterator[System]:
    yield system
    for pid in find_processes(system.instance):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.fixture
def system(instance) -> Iterator[System]:
    with ending_all(System(instance)) as system:
        yield system


@pytest.fixture
def made(instance) -> Iterator[System]:
    """What `make run` starts, set-up left out."""
    if not (paths.project_dir() / ".venv" / "bin" / "python").exists():
        pytest.skip("make run uses .venv, which is not there")
    with ending_all(System(instance, ["make", "--old-file=setup", "run"])) as system:
        yield system


@pytest.fixture(scope="module")
def running() -> Iterator[System]:
    """One system for the tests that leave it running."""
    with open_folder() as base, ending_all(System(Instance(base / "var"))) as system:
        system.start()
        yield system
        assert system.stop() == 0
        system.instance.end_everything()


def test_it_says_once_that_it_is_ready_starts_again_quickly_and_leaves_nothing_behind(system):
    system.start()
    assert system.answers("/readyz")
    assert {"uvicorn", "worker", "beat"} <= set(" ".join(find_processes(system.instance).values()).split())
    assert system.stop() == 0
    assert find_processes(system.instance) == {}
    assert system.count_ready() == 1
    second_s = system.start()
    assert system.stop() == 0
    assert second_s < SECOND_START_S
    assert find_processes(system.instance) == {}


def test_a_command_joins_the_running_system_and_leaves_it_running(running):
    pids = running.instance.server_pids()
    manage = [sys.executable, "-m", "manage", "check", "--database", "default"]
    command = running.instance.start_command(manage)
    _, errors = command.communicate(timeout=60)
    assert command.returncode == 0, errors
    assert running.instance.server_pids() == pids
    assert running.answers("/readyz")


def test_a_second_supervisor_says_where_the_first_one_is(running):
    second = running.instance.start_command(START, PORT=str(find_free_port()))
    _, said = second.communicate(timeout=30)
    first = f"process {running.process.pid} at http://127.0.0.1:{running.port}/"
    assert second.returncode == 1
    assert said == f"It runs already, {first}, with its state in {running.instance.var}.\n"


def test_what_dies_is_started_again(running):
    os.kill(running.find("uvicorn"), signal.SIGKILL)
    running.wait_for(lambda: "web was ended by SIGKILL; starting it again" in running.read())
    running.wait_for(lambda: running.answers("/readyz"))
    for name, title in (("redis-server", "Redis"), ("postgres", "PostgreSQL")):
        os.kill(running.instance.server_pids()[name], signal.SIGKILL)
        running.wait_for(lambda title=title: f"{title} had ended and was started again" in running.read())
        running.wait_for(lambda: running.answers("/readyz"))


def test_a_taken_port_is_one_sentence_and_nothing_is_started(instance):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = instance.start_command(START, PORT=str(port))
        shown, said = done.communicate(timeout=30)
    assert done.returncode == 1
    assert shown == ""
    assert (
        said
        == f"Port {port} on 127.0.0.1 is taken by another program. Choose another: make run PORT={port + 1}\n"
    )
    assert find_processes(instance) == {}


def test_ctrl_c_while_it_is_still_starting(instance):
    """Most impatient users press it here: in the first migration, before anything else runs."""
    process = instance.start_command(START, PORT=str(find_free_port()))
    wait_until(
        lambda: any("manage" in command for command in find_processes(instance).values()), timeout_s=60
    )
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    wait_until(lambda: find_processes(instance) == {})


def test_ctrl_c_in_the_terminal_of_make_run(made):
    """The terminal tells make and the supervisor; the programs hear of it from the supervisor alone."""
    made.start()
    os.killpg(made.process.pid, signal.SIGINT)
    made.process.wait(timeout=100)
    assert find_processes(made.instance) == {}


def test_when_make_alone_is_killed_everything_ends(made):
    made.start()
    made.process.kill()
    made.process.wait()
    wait_until(lambda: find_processes(made.instance) == {}, timeout_s=60)


def test_when_the_supervisor_is_killed_its_programs_end_and_the_next_start_works(system):
    system.start()
    system.process.kill()
    system.process.wait()
    wait_until(
        lambda: not any("celery" in c or "uvicorn" in c for c in find_processes(system.instance).values()), 60
    )
    assert set(system.instance.server_pids()) == {"postgres", "redis-server"}
    system.start()
    assert system.stop() == 0
    assert find_processes(system.instance) == {}
