""".env.example names exactly what the code reads."""

import os
import re
import shutil
import subprocess
import sys

from chatanalysis.runtime import paths

READERS = re.compile(
    r"""(?:env\.(?:text|choice|flag|integer|number|items)|environ\.get)\(\s*["']([A-Z_]+)["']"""
)
# Read by Django itself.
READ_ELSEWHERE = {"DJANGO_SETTINGS_MODULE"}
SET_BY_PYTEST = {"PYTEST_XDIST_WORKER"}


def read_sources() -> str:
    project = paths.project_dir()
    files = [file for folder in ("apps", "chatanalysis") for file in sorted((project / folder).rglob("*.py"))]
    return "\n".join(file.read_text() for file in files if "tests" not in file.parts)


def test_every_variable_is_listed_and_nothing_else():
    listed = re.findall(r"^#([A-Z_]+)=", (paths.project_dir() / ".env.example").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(set(listed))
    assert set(listed) == set(READERS.findall(read_sources())) - SET_BY_PYTEST | READ_ELSEWHERE


def test_copying_the_file_changes_nothing():
    lines = (paths.project_dir() / ".env.example").read_text().splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []


def test_the_file_is_read_and_the_environment_wins(tmp_path):
    """In a copy of the package's root, because the real .env is the developer's own."""
    project = paths.project_dir()
    for name in ("__init__.py", "celery.py"):
        (tmp_path / "chatanalysis").mkdir(exist_ok=True)
        (tmp_path / "chatanalysis" / name).write_text((project / "chatanalysis" / name).read_text())
    shutil.copytree(project / "chatanalysis" / "runtime", tmp_path / "chatanalysis" / "runtime")
    (tmp_path / ".env").write_text("FROM_FILE=file\nFROM_BOTH=file\n")
    code = "import chatanalysis, os; print(os.environ['FROM_FILE'], os.environ['FROM_BOTH'])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": "", "FROM_BOTH": "environment"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["file", "environment"]
