"""Folders of this machine as uploads: file by file, or as a whole where the files make an export together."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

from django.core.management.base import CommandError

from apps.uploads.intake.members import MEDIA
from apps.uploads.parsing.registry import plan
from apps.uploads.parsing.tree import Tree


def find_files(paths: list[Path], packing_dir: Path) -> list[Path]:
    """Return what is to be uploaded of these files and folders. Raises CommandError for what is not there.

    A folder that is one export, such as an unpacked one of Slack, is packed into a zip in `packing_dir`.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += _find_in(path, packing_dir)
        elif path.is_file():
            files.append(path)
        else:
            raise CommandError(f"{path} does not exist.")
    return files


def _find_in(folder: Path, packing_dir: Path) -> list[Path]:
    if any(unit.format for unit in plan(Tree.of_folder(folder))):
        own_dir = Path(mkdtemp(dir=packing_dir))  # several folders may have one name
        return [pack_folder(folder, own_dir / f"{folder.resolve().name}.zip")]
    return list(_list_files(folder))


def _list_files(folder: Path) -> Iterator[Path]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    return (path for path in files if not path.name.startswith("."))


def pack_folder(folder: Path, target: Path) -> Path:
    """Zip what may be read of a folder. The same files make the same bytes, so that they are recognised again."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in _list_files(folder):
            if path.suffix.lower() not in MEDIA:
                member = zipfile.ZipInfo(path.relative_to(folder).as_posix())
                archive.writestr(member, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return target
