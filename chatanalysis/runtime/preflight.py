"""What has to be true before the system starts, each with a sentence for when it is not."""

import os
import shutil
import socket
import sys
from pathlib import Path

from chatanalysis.runtime import paths
from chatanalysis.runtime.errors import OperatorError

OLDEST_PYTHON = (3, 11)
LEAST_FREE_BYTES = 500 * 1024 * 1024


def read_address() -> tuple[str, int]:
    """Return host and port from HOST and PORT."""
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not port.isdigit() or not 1 <= int(port) <= 65535:
        raise OperatorError(f"PORT must be a number from 1 to 65535; it is {port!r}.")
    return host, int(port)


def check_all(host: str, port: int) -> None:
    """Raise OperatorError for the first thing that stands in the way."""
    check_python()
    check_disk(paths.var_dir())
    check_port(host, port)


def check_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(map(str, sys.version_info[:3]))
        raise OperatorError(f"Python 3.11 or newer is needed; this is {found}.")


def check_disk(folder: Path, least_bytes: int = LEAST_FREE_BYTES) -> None:
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free_bytes = shutil.disk_usage(existing).free
    if free_bytes < least_bytes:
        free, least = free_bytes // 2**20, least_bytes // 2**20
        raise OperatorError(
            f"The disk is nearly full: {free} MB free at {existing}, {least} MB needed. "
            "Free some space, or keep the state elsewhere with CHATANALYSIS_VAR=/some/folder."
        )


def check_port(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise OperatorError(f"HOST={host} is not an address of this machine.") from error
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except PermissionError as error:
            raise OperatorError(
                f"Port {port} may only be used by root. Choose one: make run PORT=8001"
            ) from error
        except OSError as error:
            raise OperatorError(
                f"Port {port} on {host} is taken by another program. Choose another: make run PORT={port + 1}"
            ) from error
