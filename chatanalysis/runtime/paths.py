"""Where state lives, and folders that are made with the permissions they need.

Only folders that we make get their permissions set; one that exists already is left as its owner wants it.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from chatanalysis.runtime.errors import OperatorError

# sun_path holds 108 bytes on Linux, the last one is NUL.
SOCKET_PATH_MAX_BYTES = 107


def project_dir() -> Path:
    return Path(__file__).resolve().parents[2]


def var_dir() -> Path:
    """Return the folder of all state: CHATANALYSIS_VAR, or `var` in the project. It need not exist."""
    chosen = os.environ.get("CHATANALYSIS_VAR")
    return Path(chosen).expanduser().resolve() if chosen else project_dir() / "var"


def fingerprint(path: Path) -> str:
    """Return 12 characters that stand for this path where its whole length does not fit."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def make_folder(path: Path, *, mode: int = 0o700, uid: int = -1, gid: int = -1) -> Path:
    """Make the folder with this mode and owner (-1: ours), whatever the umask; keep an existing one."""
    try:
        path.mkdir(mode=mode)
    except FileExistsError:
        return path
    path.chmod(mode)
    os.chown(path, uid, gid)
    return path


def make_var_dir() -> Path:
    """Make the folder of all state.

    Root's may be passed (not listed) by others, because PostgreSQL runs as another account there.
    """
    var = var_dir()
    var.parent.mkdir(parents=True, exist_ok=True)
    make_folder(var, mode=0o711 if os.geteuid() == 0 else 0o700)
    make_folder(var / "run")
    make_folder(var / "log")
    return var


@contextmanager
def naming_foreign_state() -> Iterator[None]:
    """Turn a refusal by the file system, which another user's state gives, into words that say what to do."""
    try:
        yield
    except PermissionError as error:
        raise OperatorError(
            f"No permission for {error.filename}: the state in {var_dir()} belongs to another user. "
            "Start as that user, or name another folder with CHATANALYSIS_VAR=/some/folder."
        ) from error


def choose_socket_dir(preferred: Path, socket_name: str) -> Path:
    """Return `preferred`, or a short folder in /tmp where the socket's path would be too long or unreadable.

    PostgreSQL and its clients take commas for the ends of names, and quotes around them away.
    """
    short = len(os.fsencode(preferred / socket_name)) <= SOCKET_PATH_MAX_BYTES
    if short and not set(str(preferred)) & set(',"'):
        return preferred
    return Path("/tmp") / f"chatanalysis-{fingerprint(preferred)}"  # noqa: S108 (made owner-only, checked below)


def make_socket_dir(path: Path, *, uid: int = -1, gid: int = -1) -> Path:
    """Make an owner-only folder for a socket; refuse one that somebody else laid there first."""
    make_folder(path, mode=0o700, uid=uid, gid=gid)
    found = path.lstat()
    owner = os.geteuid() if uid == -1 else uid
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or stat.S_IMODE(found.st_mode) & 0o077:
        raise OperatorError(f"{path} is not a private folder of ours; remove it and start again.")
    return path


def remove_socket_dir(path: Path, preferred: Path) -> None:
    """Remove the folder in /tmp after its socket, if there was need for one."""
    if path != preferred:
        with suppress(OSError):
            path.rmdir()


def find_closed_folder(path: Path, uid: int = -1) -> Path | None:
    """Return the outermost existing folder on the way to `path` (included) that account `uid` cannot pass.

    Looks at permission bits only, for an account that is in no group of importance.
    """
    for folder in (*reversed(path.parents), path):
        try:
            found = folder.stat()
        except FileNotFoundError:
            return None
        needed = stat.S_IXUSR if found.st_uid == uid else stat.S_IXOTH
        if not found.st_mode & needed:
            return folder
    return None
