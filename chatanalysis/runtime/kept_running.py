"""One child process: started, its output shown, started again when it ends unasked, ended in good order."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from chatanalysis.runtime import paths
from chatanalysis.runtime.console import Console, LineSplitter
from chatanalysis.runtime.programs import Program

FIRST_WAIT_S = 1
LONGEST_WAIT_S = 30
SETTLED_S = 60
"""Who has run this long was fine: the next restart waits `FIRST_WAIT_S` again."""

_WRAPPER = Path(__file__).with_name("die_with_parent.py")


class KeptRunning:
    def __init__(self, program: Program, console: Console, environment: dict[str, str]) -> None:
        self._program = program
        self._console = console
        self._environment = {**environment, **program.environment}
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Keep the program running until `stop` is called."""
        wait_s = FIRST_WAIT_S
        while not self._stopping.is_set():
            started = asyncio.get_running_loop().time()
            returncode = await self.run_once()
            if self._stopping.is_set():
                return
            lived_s = asyncio.get_running_loop().time() - started
            wait_s = FIRST_WAIT_S if lived_s > SETTLED_S else wait_s
            self._say(f"{_describe_end(returncode)}; starting it again in {wait_s} s")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), wait_s)
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)

    async def run_once(self) -> int:
        """Start the program, show what it prints, and return its exit status."""
        reading_end, writing_end = os.pipe()
        wrapped = [sys.executable, "-I", "-S", _WRAPPER, str(os.getpid()), *self._program.command]
        try:
            self._process = await asyncio.create_subprocess_exec(
                *wrapped,
                stdin=subprocess.DEVNULL,
                stdout=writing_end,
                stderr=writing_end,
                env=self._environment,
                cwd=paths.project_dir(),
                start_new_session=True,  # Ctrl-C reaches us alone, and its own children end with it
            )
        finally:
            os.close(writing_end)
        self._show(reading_end)
        returncode = await self._wait_for_end(self._process)
        self.kill()  # what it left in its process group
        return returncode

    def stop(self) -> None:
        """Ask the program to end, and see to it that it does within its time; `run` returns then."""
        self._stopping.set()

    def kill(self) -> None:
        """End the whole process group at once."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def _wait_for_end(self, process: asyncio.subprocess.Process) -> int:
        exited = asyncio.create_task(process.wait())
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({exited, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not exited.done():
            process.terminate()
            await asyncio.wait({exited}, timeout=self._program.stop_s)
        if not exited.done():
            self._say(f"did not end within {self._program.stop_s:.0f} s and is killed")
            self.kill()
        return await exited

    def _show(self, reading_end: int) -> None:
        loop, splitter = asyncio.get_running_loop(), LineSplitter()

        def read() -> None:
            data = os.read(reading_end, 65536)
            for line in splitter.feed(data) if data else splitter.end():
                if line.strip():
                    self._console.say(line, self._program.name)
            if not data:
                loop.remove_reader(reading_end)
                os.close(reading_end)

        loop.add_reader(reading_end, read)

    def _say(self, text: str) -> None:
        self._console.say(f"{self._program.name} {text}")


def _describe_end(returncode: int) -> str:
    if returncode < 0:
        return f"was ended by {signal.Signals(-returncode).name}"
    return f"ended with status {returncode}"
