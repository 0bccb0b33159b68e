"""Decides where the cluster lies: `var/postgres`, or outside when PostgreSQL's account cannot get there.

That is so when root starts the system inside a folder that is closed to others, such as a home of mode 0700.
We open nobody's folder: the cluster then lies in /var/lib/chatanalysis/<hash of var>/postgres. A note in each
place, `var/postgres.location` and `var.location` beside the cluster, names the other, so that a folder of state
that is moved takes its database along, and one that is copied does not share its original's.
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
    inside, note = var / "postgres", _note_of_cluster(var)
    if inside.exists():
        return inside
    if note.exists():
        return _read(note)
    if os.geteuid() != 0 or paths.find_closed_folder(var) is None:
        return inside
    return SHARED_DIR / paths.fingerprint(var) / "postgres"


def prepare_parent(cluster: Path, account: Account | None) -> None:
    """Make the cluster's parent folder if it is one outside `var`, and the notes.

    Raises OperatorError if the account cannot reach the cluster, or if it is another folder's.
    """
    var = paths.var_dir()
    if cluster.parent != var:
        paths.make_folder(SHARED_DIR, mode=0o755)
        paths.make_folder(cluster.parent, mode=0o711)
        _refuse_another_owner(cluster, var)
        _write_notes(cluster, var)
    closed = paths.find_closed_folder(cluster.parent, account.uid) if account else None
    if closed is not None:
        raise OperatorError(
            f"PostgreSQL runs as {account.name}, which cannot pass {closed} to reach its files in {cluster}. "
            f"Allow it with `chmod o+x {closed}`, or name another folder with CHATANALYSIS_VAR=/some/folder."
        )


def _refuse_another_owner(cluster: Path, var: Path) -> None:
    note = _note_of_var(cluster)
    owner = _read(note) if note.exists() else var
    original = _note_of_cluster(owner)
    if owner != var and original.exists() and _read(original) == cluster:
        raise OperatorError(
            f"The database in {cluster} belongs to {owner}, of which {var} is a copy. "
            f"Remove {_note_of_cluster(var)} to begin with an empty database, or dump and restore the original's."
        )


def _write_notes(cluster: Path, var: Path) -> None:
    note = _note_of_cluster(var)
    if not note.exists():
        note.write_text(f"{cluster}\n")
        text = f"{var} is closed to PostgreSQL's account, so the database lies in {cluster} (see {note})"
        print(text, file=sys.stderr)  # noqa: T201
    _note_of_var(cluster).write_text(f"{var}\n")


def _note_of_cluster(var: Path) -> Path:
    return var / "postgres.location"


def _note_of_var(cluster: Path) -> Path:
    return cluster.with_name("var.location")


def _read(note: Path) -> Path:
    return Path(note.read_text().rstrip("\n"))
