"""Runs the whole system on one machine until it is told to stop: servers, migrations, web, workers, beat."""

import asyncio
import contextlib
import os
import signal
import time

from chatanalysis.runtime import paths, preflight, services
from chatanalysis.runtime.console import Console
from chatanalysis.runtime.errors import OperatorError
from chatanalysis.runtime.kept_running import KeptRunning
from chatanalysis.runtime.preparation import list_steps
from chatanalysis.runtime.programs import build_programs
from chatanalysis.runtime.readiness import ask_readiness, describe_address
from chatanalysis.runtime.single_instance import only_one_supervisor

WATCH_EVERY_S = 1
ASK_EVERY_S = 0.25
TELL_EVERY_S = 30
NO_ROOT_WARNING = "ignore::Warning:celery.platforms"
"""Celery warns root at length; whoever started us chose that, and tasks are JSON, which cannot carry code."""


class Supervisor:
    def __init__(self, host: str, port: int, console: Console) -> None:
        self._host, self._port, self._console = host, port, console
        self._stop_asked = asyncio.Event()
        self._running: list[KeptRunning] = []

    async def run(self) -> int:
        """Return the exit status once everything has ended."""
        self._listen_for_signals()
        started = time.monotonic()
        await asyncio.to_thread(services.attach)
        if not await self._prepare():
            return 0 if self._stop_asked.is_set() else 1
        await self._run_programs(started)
        return 0

    async def _prepare(self) -> bool:
        """Bring database and static files up to date; say False if that failed or we are told to stop."""
        for step in list_steps():
            preparation = KeptRunning(step.program, self._console, self._environment())
            self._running = [preparation]
            status = await preparation.run_once()
            if status != 0 or self._stop_asked.is_set():
                return False
            step.remember()
        return True

    async def _run_programs(self, started: float) -> None:
        programs = build_programs(self._host, self._port, paths.var_dir() / "run")
        environment = self._environment()
        self._running = [KeptRunning(program, self._console, environment) for program in programs]
        keepers = [asyncio.create_task(running.run()) for running in self._running]
        watchers = [asyncio.create_task(self._watch_servers()), asyncio.create_task(self._announce(started))]
        await self._stop_asked.wait()
        for watcher in watchers:
            watcher.cancel()
        await asyncio.gather(*keepers)

    def _environment(self) -> dict[str, str]:
        """Children are told the servers' addresses, so they hold no server themselves: we do."""
        urls = services.urls()
        return {
            "PYTHONWARNINGS": NO_ROOT_WARNING,
            **os.environ,
            "DATABASE_URL": urls.database_url,
            "REDIS_URL": urls.redis_url,
            "PYTHONUNBUFFERED": "1",
        }

    async def _announce(self, started: float) -> None:
        """Print the address, once, when web and workers answer; say from time to time what is missing."""
        address, told = describe_address(self._host, self._port), started
        while not (answer := await asyncio.to_thread(ask_readiness, address)).ready:
            if time.monotonic() - told > TELL_EVERY_S:
                told = time.monotonic()
                self._console.say(f"still waiting for: {answer.missing}")
            await asyncio.sleep(ASK_EVERY_S)
        took_s = time.monotonic() - started
        self._console.say(f"ready at {address} after {took_s:.1f} s (Ctrl-C stops everything)")

    async def _watch_servers(self) -> None:
        """Start a server again that has died; web and workers wait and reconnect by themselves."""
        while True:
            await asyncio.sleep(WATCH_EVERY_S)
            try:
                names = await asyncio.to_thread(services.start_missing)
            except OperatorError as error:
                self._console.say(str(error))
                await asyncio.sleep(10 * WATCH_EVERY_S)
            else:
                for name in names:
                    self._console.say(f"{name} had ended and was started again")

    def _listen_for_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for sig in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(sig, self._on_signal)

    def _on_signal(self) -> None:
        if self._stop_asked.is_set():
            self._console.say("ending at once")
            for running in self._running:
                running.kill()
            return
        self._console.say("stopping; work in hand is finished first (Ctrl-C again ends at once)")
        self._stop_asked.set()
        for running in self._running:
            running.stop()


def serve() -> int:
    """Check what can be checked, then run the system. Returns the exit status."""
    host, port = preflight.read_address()
    with paths.naming_foreign_state(), contextlib.suppress(KeyboardInterrupt):
        paths.make_var_dir()
        with only_one_supervisor(describe_address(host, port)):
            preflight.check_all(host, port)
            return asyncio.run(Supervisor(host, port, Console()).run())
    return 1
