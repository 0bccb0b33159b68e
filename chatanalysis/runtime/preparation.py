"""What is brought up to date before the programs start: the database's tables, the collected static files."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from chatanalysis.runtime import paths
from chatanalysis.runtime.programs import Program

STOP_S = 30


@dataclass(frozen=True, slots=True)
class Step:
    """A program to run once; `remember` notes its success, so that an unchanged start may skip it."""

    program: Program
    remember: Callable[[], None]


def list_steps() -> list[Step]:
    """Return what is to be done, in order."""
    steps = [Step(_manage("migrate", "--no-input", "--verbosity", "1"), lambda: None)]
    stamp, state = paths.var_dir() / "run" / "static.stamp", _fingerprint_static()
    if not stamp.exists() or stamp.read_text() != state:
        collect = _manage("collectstatic", "--no-input", "--clear", "--verbosity", "0")
        steps.append(Step(collect, lambda: _write(stamp, state)))
    return steps


def _manage(command: str, *options: str) -> Program:
    return Program(command, "manage", (command, *options), STOP_S)


def _write(path: Path, text: str) -> None:
    path.write_text(text)


def _fingerprint_static() -> str:
    """Return a digest over names, sizes and times of our static files, and over the pinned packages."""
    project = paths.project_dir()
    files = [
        path for folder in _static_folders(project) for path in sorted(folder.rglob("*")) if path.is_file()
    ]
    files += sorted((project / "requirements").glob("*.txt"))
    digest = hashlib.sha256()
    for path in files:
        state = path.stat()
        digest.update(f"{path.relative_to(project)} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _static_folders(project: Path) -> list[Path]:
    return [project / "static", *sorted((project / "apps").glob("*/static"))]
