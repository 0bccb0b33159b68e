"""Where a replica lies: one that is built anew grows in a folder beside, and a small file says which one counts.

<base>/current      the name of the generation in use
<base>/3/           that generation, see snapshot.py
<base>/4/           one that is being built, or was left by a crash
"""

import shutil
from pathlib import Path

from .segment_file import write_durably

_CURRENT = "current"
_FIRST = 1


def find_current(base: Path) -> Path:
    """Return the folder in use, which need not exist yet. A pointer that names none counts as the first."""
    return base / str(_read_number(base))


def find_next(base: Path) -> Path:
    """Return an empty place for the generation after the current one; what a crash left there is removed."""
    folder = base / str(_read_number(base) + 1)
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def make_current(folder: Path) -> None:
    write_durably(folder.parent / _CURRENT, folder.name.encode())


def remove_others(base: Path) -> None:
    """Remove every generation but the current one, whose lock the caller holds."""
    kept = {_CURRENT, find_current(base).name}
    for path in base.iterdir():
        if path.name in kept:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _read_number(base: Path) -> int:
    try:
        return max(_FIRST, int((base / _CURRENT).read_text(encoding="ascii")))
    except (FileNotFoundError, ValueError):
        return _FIRST
