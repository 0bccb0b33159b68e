"""A child process under the supervisor's care, with small programs in place of web and workers."""

import asyncio
import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from chatanalysis.runtime import kept_running, paths, processes
from chatanalysis.runtime.console import Console
from chatanalysis.runtime.kept_running import KeptRunning
from chatanalysis.runtime.programs import Program
from chatanalysis.tests.runtime.conftest import wait_until

SLEEP = "import time; print('up', flush=True); time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
PARENT = "import subprocess, sys; c = subprocess.Popen(['sleep', '60']); print('child', c.pid, flush=True); c.wait()"


@pytest.fixture
def make_program(tmp_path, monkeypatch):
    """Make a program that runs this code; modules are looked up in the test's own folder."""
    monkeypatch.setattr(kept_running, "FIRST_WAIT_S", 0.05)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def make(code: str, stop_s: float = 5) -> Program:
        (tmp_path / "small_program.py").write_text(code)
        return Program("small", "small_program", (), stop_s)

    return make


class Kept:
    """A kept program, what it printed so far, and the end of the waiting."""

    def __init__(self, program: Program) -> None:
        self.printed = io.StringIO()
        self.running = KeptRunning(program, Console(self.printed), dict(os.environ))

    async def until(self, text: str, times: int = 1) -> None:
        async with asyncio.timeout(15):
            while self.printed.getvalue().count(text) < times:
                await asyncio.sleep(0.02)

    async def run_until(self, text: str, times: int = 1, then=lambda: None) -> float:
        """Run until the text was printed so often, do `then`, stop; return how long the stop took."""
        task = asyncio.create_task(self.running.run())
        await self.until(text, times)
        then()
        started = time.monotonic()
        self.running.stop()
        await asyncio.wait_for(task, 20)
        return time.monotonic() - started


def test_output_is_shown_with_the_name_before_each_line(make_program):
    kept = Kept(make_program("print('one'); print('two'); import sys; print('three', file=sys.stderr)"))
    assert asyncio.run(kept.running.run_once()) == 0
    assert sorted(kept.printed.getvalue().splitlines()) == ["small  | one", "small  | three", "small  | two"]


def test_a_program_that_ends_is_started_again(make_program):
    kept = Kept(make_program("print('up', flush=True); raise SystemExit(3)"))
    asyncio.run(kept.run_until("| up", times=3))
    assert "small ended with status 3; starting it again in 0.05 s" in kept.printed.getvalue()


def test_restarts_come_slower_and_slower(make_program):
    kept = Kept(make_program("raise SystemExit(1)"))
    asyncio.run(kept.run_until("starting it again in 0.2 s"))
    waits = [line.split()[-2] for line in kept.printed.getvalue().splitlines() if "again in" in line]
    assert waits == ["0.05", "0.1", "0.2"]


def test_stopping_ends_a_willing_program_at_once(make_program):
    assert asyncio.run(Kept(make_program(SLEEP)).run_until("up")) < 3


def test_stopping_kills_a_stubborn_program_after_its_time(make_program):
    kept = Kept(make_program(STUBBORN, stop_s=0.5))
    assert 0.4 < asyncio.run(kept.run_until("up")) < 4
    assert "did not end within" in kept.printed.getvalue()


def test_a_second_request_kills_without_waiting(make_program):
    kept = Kept(make_program(STUBBORN, stop_s=30))

    async def stop_twice() -> None:
        task = asyncio.create_task(kept.running.run())
        await kept.until("up")
        kept.running.stop()
        await asyncio.sleep(0.1)
        kept.running.kill()
        await asyncio.wait_for(task, 5)

    asyncio.run(stop_twice())


def test_what_the_program_itself_started_ends_with_it(make_program):
    kept = Kept(make_program(PARENT, stop_s=1))
    asyncio.run(kept.run_until("child"))
    child = int(kept.printed.getvalue().split("child ")[1].split()[0])
    wait_until(lambda: not processes.is_alive(child))


def test_a_killed_program_takes_its_children_along_and_comes_back(make_program):
    kept = Kept(make_program(PARENT))

    async def kill_and_wait() -> int:
        task = asyncio.create_task(kept.running.run())
        await kept.until("child")
        child = int(kept.printed.getvalue().split("child ")[1].split()[0])
        os.kill(kept.running._process.pid, signal.SIGKILL)
        await kept.until("child", times=2)
        kept.running.stop()
        await task
        return child

    child = asyncio.run(kill_and_wait())
    assert "was ended by SIGKILL" in kept.printed.getvalue()
    wait_until(lambda: not processes.is_alive(child))


def test_a_long_line_and_broken_text_come_through(make_program):
    code = "import sys; sys.stdout.buffer.write(b'x' * 300_000 + b'\\n\\xff\\x1b[31mred\\n')"
    kept = Kept(make_program(code))
    asyncio.run(kept.running.run_once())
    lines = [line.removeprefix("small  | ") for line in kept.printed.getvalue().splitlines()]
    assert "".join(lines[:-1]) == "x" * 300_000
    assert lines[-1] == "\ufffd[31mred"


def test_children_end_when_the_supervisor_is_killed(tmp_path):
    """Nobody can catch SIGKILL, so the system itself tells the children."""
    wrapper = Path(kept_running.__file__).with_name("die_with_parent.py")
    code = (
        "import os, subprocess, sys\n"
        f"wrapped = [sys.executable, '-I', '-S', {str(wrapper)!r}, str(os.getpid())]\n"
        "child = subprocess.Popen([*wrapped, '/bin/sleep', '60'])\n"
        "print(child.pid, flush=True); child.wait()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=paths.project_dir()
    )
    child = int(parent.stdout.readline())
    wait_until(lambda: Path(f"/proc/{child}/comm").read_text() == "sleep\n")
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not processes.is_alive(child), timeout_s=5)
