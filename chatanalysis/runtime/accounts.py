"""The system account that PostgreSQL runs as. It refuses to run as root, so root has to lend it another one.

A dedicated account, made when missing, keeps its files apart from whatever else runs here. `nobody`
is the last resort, for systems whose accounts cannot be changed: its files are open to every other service
that was given `nobody`.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from chatanalysis.runtime.errors import OperatorError

DEDICATED_NAME = "chatanalysis-db"
FALLBACK_NAME = "nobody"


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    uid: int
    gid: int


def choose_account(cluster_dir: Path) -> Account | None:
    """Return the account to run PostgreSQL as, or None for our own.

    Root runs an existing cluster as its owner, whoever that is, and a new one as the dedicated account.

    Raises OperatorError if the cluster belongs to somebody whom we cannot become.
    """
    owner_uid = cluster_dir.stat().st_uid if cluster_dir.exists() else None
    if os.geteuid() != 0:
        if owner_uid not in (None, os.geteuid()):
            raise OperatorError(
                f"The database in {cluster_dir} belongs to {_describe_uid(owner_uid)}. "
                "Start as root or as that user, or name another folder with CHATANALYSIS_VAR=/some/folder."
            )
        return None
    if owner_uid:
        return _to_account(pwd.getpwuid(owner_uid))
    return _find(DEDICATED_NAME) or _create_dedicated() or _require_fallback()


def as_popen_arguments(account: Account | None) -> dict:
    """Return what subprocess needs in order to run a program as this account, without root's groups."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def _create_dedicated() -> Account | None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        return None
    command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    subprocess.run(
        [*command, "--shell", "/usr/sbin/nologin", DEDICATED_NAME], capture_output=True, check=False
    )
    return _find(DEDICATED_NAME)  # also when another process made it first


def _require_fallback() -> Account:
    account = _find(FALLBACK_NAME)
    if account is None:
        raise OperatorError(
            f"PostgreSQL does not run as root, and the account {DEDICATED_NAME} could not be made. "
            "Start as an ordinary user, or set DATABASE_URL to a database of your own."
        )
    return account


def _find(name: str) -> Account | None:
    try:
        return _to_account(pwd.getpwnam(name))
    except KeyError:
        return None


def _to_account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _describe_uid(uid: int) -> str:
    try:
        return f"the user {pwd.getpwuid(uid).pw_name}"
    except KeyError:
        return f"the user with number {uid}"
