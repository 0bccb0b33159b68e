"""Decides where the cluster lies: `var/postgres`, or outside when PostgreSQL's account cannot get there.

That is so when root starts the system inside a folder that is closed to others, such as a home of mode 0700.
We open nobody's folder: the cluster then lies in /var/lib/chatanalysis/<hash of var>/postgres, and
`var/postgres.location` says so, also after the project has been moved.
"""

import os
import sys
from pathlib import Path

from chatanalysis.runtime import paths
from chatanalysis.runtime.accounts import Account
from chatanalysis.runtime.errors import OperatorError
from chatanalysis.runtime.postgres_programs import SHARED_DIR


def cluster_dir() -> Path:
    """Return where the cluster is, or will be. Nothing is made."""
    var = paths.var_dir()
    inside = var / "postgres"
    note = _note(var)
    if inside.exists():
        return inside
    if note.exists():
        return Path(note.read_text().strip())
    if os.geteuid() != 0 or paths.find_closed_folder(var) is None:
        return inside
    return SHARED_DIR / paths.fingerprint(var) / "postgres"


def prepare_parent(cluster: Path, account: Account | None) -> None:
    """Make the cluster's parent folder if it is one outside `var`, and note where the cluster is."""
    var = paths.var_dir()
    if cluster.parent != var:
        paths.make_folder(SHARED_DIR, mode=0o755)
        paths.make_folder(cluster.parent, mode=0o711)
        _write_note(_note(var), cluster)
    closed = paths.find_closed_folder(cluster.parent, account.uid) if account else None
    if closed is not None:
        raise OperatorError(
            f"PostgreSQL runs as {account.name}, which cannot pass {closed} to reach its files in {cluster}. "
            f"Allow it with `chmod o+x {closed}`, or name another folder with CHATANALYSIS_VAR=/some/folder."
        )


def _note(var: Path) -> Path:
    return var / "postgres.location"


def _write_note(note: Path, cluster: Path) -> None:
    if note.exists():
        return
    note.write_text(f"{cluster}\n")
    print(  # noqa: T201
        f"{note.parent} is closed to PostgreSQL's account, so the database lies in {cluster} (see {note})",
        file=sys.stderr,
    )
