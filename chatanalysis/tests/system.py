"""The whole system, live: started once per test session, in a folder and on a port of its own.

Tests that ask for `live_system` share it: each makes accounts of its own, none relies on an empty database.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from chatanalysis.runtime import die_with_parent, paths

START_TIMEOUT_S = 120
STOP_TIMEOUT_S = 100
PASSWORD = "correct horse battery staple"
ACCOUNTS_AT_ONCE = 8
NOT_INHERITED = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "CHATANALYSIS_VAR")
"""A test run's own settings and servers are not the live system's."""

QUICK_RECOVERY = {"JOB_LEASE_S": "6", "JOB_LEASE_RENEW_S": "1", "JOB_RECONCILE_S": "2", "JOB_SLICE_S": "5"}
"""Seconds. Lost workers are noticed soon, so that tests of it need not wait."""


@dataclass
class LiveSystem:
    """A running instance: web, workers, beat, PostgreSQL and Redis."""

    var: Path
    port: int
    process: subprocess.Popen | None = None
    environment: dict[str, str] = field(default_factory=dict)
    _unused_accounts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        own = {"CHATANALYSIS_VAR": str(self.var), "PORT": str(self.port), "EMBEDDER": "hashing"}
        self.environment = {**inherited, **QUICK_RECOVERY, **own, **self.environment}

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log_file(self) -> Path:
        return self.var.parent / "system.log"

    def start(self) -> None:
        # A test run that is killed takes its system with it.
        wrapper = [sys.executable, "-I", "-S", die_with_parent.__file__, str(os.getpid())]
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [*wrapper, sys.executable, "-m", "chatanalysis.runtime"],
                cwd=paths.project_dir(),
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait_until_ready(self, timeout_s: float = START_TIMEOUT_S) -> None:
        """Return once `/readyz` answers 200. Raises TimeoutError with the end of the log."""
        deadline = time.monotonic() + timeout_s
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise TimeoutError(f"The system did not become ready:\n{self.read_log()[-4000:]}")
            time.sleep(0.2)

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.base_url}/readyz", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            return False

    def read_log(self) -> str:
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def manage(self, *arguments: str, timeout_s: float = 120, **environment: str) -> str:
        """Run a management command in the live system and return what it printed; it must succeed."""
        return self._run(["manage.py", *arguments], timeout_s, environment)

    def run_module(self, module: str, *arguments: str, timeout_s: float = 120) -> str:
        """Run a module of the project in the live system's environment and return what it printed."""
        return self._run(
            ["-m", module, *arguments], timeout_s, {"DJANGO_SETTINGS_MODULE": "chatanalysis.settings.local"}
        )

    def _run(self, arguments: list[str], timeout_s: float, environment: dict[str, str]) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=paths.project_dir(),
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def make_user(self, email: str = "") -> str:
        """Make an account with a personal organization and return its e-mail address."""
        if email:
            self.manage("create_user", email, CHATANALYSIS_PASSWORD=PASSWORD)
            return email
        if not self._unused_accounts:
            made = self.run_module("chatanalysis.tests.make_accounts", str(ACCOUNTS_AT_ONCE), PASSWORD)
            self._unused_accounts = made.splitlines()
        return self._unused_accounts.pop()

    def make_token(self, email: str = "") -> str:
        """Return an API token of this account, or of a new one."""
        return self.manage("create_token", email or self.make_user())


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running_system(**environment: str) -> Iterator[LiveSystem]:
    """Start a system of one's own, wait until it is ready, and end it with all it has stored."""
    # pytest's own folders are closed to other accounts; as root, PostgreSQL runs as one.
    folder = Path(tempfile.mkdtemp(prefix="chatanalysis-test-"))
    folder.chmod(0o711)
    system = LiveSystem(var=folder / "var", port=find_free_port(), environment=environment)
    try:
        system.start()
        system.wait_until_ready()
        yield system
    finally:
        system.stop()
        with suppress(OSError):
            shutil.rmtree(folder)


@pytest.fixture(scope="session")
def live_system() -> Iterator[LiveSystem]:
    with running_system() as system:
        yield system
