"""Whole systems in folders of their own: every test here starts real servers and sees them end."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from chatanalysis.runtime import paths

PROJECT = paths.project_dir()


@dataclass
class Instance:
    """A folder of state and what is done with it, by processes other than this one."""

    var: Path
    prefix: tuple[str, ...] = ()
    """Put before each command, to run it as somebody else."""
    started: list[subprocess.Popen] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        inherited = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")
        }
        return {
            **inherited,
            "CHATANALYSIS_VAR": str(self.var),
            "PYTHONPATH": str(PROJECT),
            "EMBEDDER": "hashing",
        }

    def start(self, code: str) -> subprocess.Popen:
        """Start Python on this code, with `services` and the like at hand."""
        header = "import sys, os, time\nfrom chatanalysis.runtime import postgres, redis, services\n"
        return self.start_command([sys.executable, "-c", header + code])

    def start_command(self, command: list[str], **environment: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [*self.prefix, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
            env={**self.environment, **environment},
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def run(self, code: str, timeout_s: float = 60) -> str:
        """Run the code to its end and return what it printed; it must succeed."""
        output, errors = self.start(code).communicate(timeout=timeout_s)
        assert self.started[-1].returncode == 0, errors
        return output

    def hold(self) -> subprocess.Popen:
        """Start a process that holds the servers until its input ends, and wait until they run."""
        process = self.start("services.attach(); print('held', flush=True); sys.stdin.read()")
        line = process.stdout.readline()
        assert line == "held\n", process.communicate()[1]
        return process

    def server_pids(self) -> dict[str, int]:
        """Return the numbers of the servers' processes that work in this instance's folders."""
        return {
            name: pid
            for pid, name, folder in list_processes()
            if folder in (self.redis_dir, self.postgres_dir)
        }

    @property
    def redis_dir(self) -> Path:
        return self.var / "redis"

    @property
    def postgres_dir(self) -> Path:
        note = self.var / "postgres.location"
        return Path(note.read_text().strip()) if note.exists() else self.var / "postgres"

    def end_everything(self) -> None:
        for process in self.started:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        for pid, _, folder in list_processes():
            if folder in (self.redis_dir, self.postgres_dir):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        if self.postgres_dir.parent != self.var:
            shutil.rmtree(self.postgres_dir.parent, ignore_errors=True)


def list_processes() -> list[tuple[int, str, Path]]:
    """Return (number, name, working folder) of the servers that live, without PostgreSQL's own children."""
    found, parents = [], {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            name = (entry / "comm").read_text().strip()
            if name in ("postgres", "redis-server"):
                pid = int(entry.name)
                parents[pid] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                found.append((pid, name, (entry / "cwd").readlink()))
    return [process for process in found if parents[process[0]] not in parents]


def wait_until(condition: Callable[[], bool], timeout_s: float = 20) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "what the test waits for did not happen"
        time.sleep(0.05)


@contextmanager
def open_folder() -> Iterator[Path]:
    """Make a short folder that everybody may pass: pytest's own is long and closed to other users."""
    folder = Path(tempfile.mkdtemp(prefix="chat-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def base() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture
def make_instance(base) -> Iterator[Callable[..., Instance]]:
    instances = []

    def make(var: Path | None = None, *prefix: str) -> Instance:
        instances.append(Instance(var or base / "var", prefix))
        return instances[-1]

    yield make
    for instance in instances:
        instance.end_everything()


@pytest.fixture
def instance(make_instance) -> Instance:
    return make_instance()
