"""The embedded PostgreSQL: one cluster under the folder of all state, reached through a socket only.

The socket lies in the cluster's own folder, which PostgreSQL insists is open to its owner alone; so whoever
can reach it owns the data anyway, and connections need no password. Nothing listens on the network.
"""

import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from chatanalysis.runtime import logs, paths, processes
from chatanalysis.runtime.accounts import Account, as_popen_arguments, choose_account
from chatanalysis.runtime.errors import OperatorError
from chatanalysis.runtime.postgres_location import cluster_dir, prepare_parent
from chatanalysis.runtime.postgres_programs import MAJOR_VERSION, find_programs

TITLE = "PostgreSQL"
NAME = "chatanalysis"  # of the role and of the database
SOCKET_NAME = ".s.PGSQL.5432"
START_TIMEOUT_S = 300  # a crashed cluster replays its log first
STOP_GRACE_S = 60
ORPHAN_GRACE_S = 5

# For a machine with a few GB of memory that it shares with an embedding model. synchronous_commit stays on
# (PostgreSQL's default): an upload answered with 202 must survive a power cut.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
    "wal_compression": "on",
    "random_page_cost": "1.1",  # solid-state disks
    "max_parallel_workers_per_gather": "0",  # the other cores embed; containers have little shared memory
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_duration_statement": "1000",  # ms
}


def database_url() -> str:
    """Return where the database is, or will be once started. Nothing is started or made."""
    return _url(NAME)


def is_running() -> bool:
    """Tell whether the server takes connections. Reads one file: about 0.1 ms."""
    data = cluster_dir()
    try:
        lines = (data / "postmaster.pid").read_text().split("\n")
    except (FileNotFoundError, PermissionError):
        return False
    ready = len(lines) > 7 and lines[7].strip() == "ready"
    return ready and processes.works_in(int(lines[0]), data) and (_socket_dir() / SOCKET_NAME).exists()


def start() -> None:
    """Make the cluster if there is none, start it and wait until it takes connections.

    Call it under the start lock (see `services`). Raises OperatorError with the end of the server's log.
    """
    data = cluster_dir()
    account = choose_account(data)
    prepare_parent(data, account)
    programs = find_programs(account)
    if not data.exists():
        _make_cluster(data, programs, account)
    _check_version(data)
    stop()  # one that lost its socket would keep the new one from starting
    _clear_remains(data)
    _launch(data, programs, account)
    _make_database()


def stop() -> None:
    """End the server if it runs. Open transactions are rolled back, as PostgreSQL's fast mode does."""
    data = cluster_dir()
    pid = processes.read_pid(data / "postmaster.pid")
    if pid is not None and processes.works_in(pid, data):
        processes.end(pid, sig=signal.SIGINT, grace_s=STOP_GRACE_S)
    paths.remove_socket_dir(_socket_dir(), data)


def _make_cluster(data: Path, programs: Path, account: Account | None) -> None:
    """Run initdb in a folder beside and rename it, so that a cluster is whole or not there.

    The built-in C.UTF-8 locale sorts alike on every system, whatever its C library.
    """
    unfinished = data.with_name(f"{data.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    ids = {"uid": account.uid, "gid": account.gid} if account else {}
    paths.make_folder(unfinished, **ids)
    command = [programs / "initdb", "--pgdata", unfinished, "--username", NAME, "--auth", "trust"]
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    _run([*command, *locale, "--no-instructions"], account, "The database's folder could not be made")
    unfinished.rename(data)
    if account is not None:
        print(f"PostgreSQL runs as {account.name}; its cluster is in {data}", file=sys.stderr)  # noqa: T201


def _clear_remains(data: Path) -> None:
    """Remove what a killed server left, once none of its processes is left either.

    PostgreSQL takes a lock file for a live server's when its number is a stranger's after a reboot, or that of a
    dead process that nobody has reaped. But without the file it cannot see backends that outlived their server
    and still write, so they have to be gone first; they end by themselves as soon as they notice.
    """
    for pid in processes.find_working_in(data):
        if not processes.wait_until_gone(pid, ORPHAN_GRACE_S):
            processes.end(pid, sig=signal.SIGQUIT, grace_s=ORPHAN_GRACE_S)
    (data / "postmaster.pid").unlink(missing_ok=True)
    (_socket_dir() / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)


def _launch(data: Path, programs: Path, account: Account | None) -> None:
    """Start the server through pg_ctl, which detaches it from us and waits until it is ready.

    pg_ctl hands the folder's name to a shell, between quotes that a strange name could close; "." is safe.
    """
    ids = {"uid": account.uid, "gid": account.gid} if account else {}
    socket_dir = _socket_dir()
    if socket_dir != data:
        paths.make_socket_dir(socket_dir, **ids)
    settings = {**SETTINGS, "unix_socket_directories": str(socket_dir)}
    options = shlex.join(part for name, value in settings.items() for part in ("-c", f"{name}={value}"))
    command = [programs / "pg_ctl", "start", "--pgdata", ".", "--wait", "--timeout", str(START_TIMEOUT_S)]
    _run([*command, "--options", options], account, "PostgreSQL did not start", folder=data)


def _run(command: list, account: Account | None, problem: str, folder: Path = Path("/")) -> None:
    """Run a PostgreSQL program, its output in the log. Raises OperatorError with the log's last lines."""
    with logs.open_log("postgres") as log:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
            start_new_session=True,
            check=False,
            **as_popen_arguments(account),
        )
    if done.returncode != 0:
        raise OperatorError(f"{problem}.\n{logs.describe_end('postgres')}")


def _make_database() -> None:
    import psycopg  # here, because most commands find the server running and never come by

    with psycopg.connect(_url("postgres"), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
        if found is None:
            connection.execute(f"CREATE DATABASE {NAME}")


def _check_version(data: Path) -> None:
    found = (data / "PG_VERSION").read_text().strip()
    if found != MAJOR_VERSION:
        raise OperatorError(
            f"The database in {data} was made by PostgreSQL {found}; this is PostgreSQL {MAJOR_VERSION}. "
            "Dump it with the version that made it and load it here (docs/operations.md, Upgrading)."
        )


def _url(database: str) -> str:
    return f"postgresql://{NAME}@{quote(str(_socket_dir()), safe='')}/{database}"


def _socket_dir() -> Path:
    return paths.choose_socket_dir(cluster_dir(), SOCKET_NAME)
