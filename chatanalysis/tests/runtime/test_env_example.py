""".env.example names exactly what the code reads."""

import re

from chatanalysis.runtime import paths

READERS = re.compile(r"""(?:env\.(?:text|flag|integer|number|items)|environ\.get)\(\s*["']([A-Z_]+)["']""")
# Read by Django itself.
READ_ELSEWHERE = {"DJANGO_SETTINGS_MODULE"}


def read_sources() -> str:
    project = paths.project_dir()
    files = [file for folder in ("apps", "chatanalysis") for file in sorted((project / folder).rglob("*.py"))]
    return "\n".join(file.read_text() for file in files if "tests" not in file.parts)


def test_every_variable_is_listed_and_nothing_else():
    listed = re.findall(r"^#([A-Z_]+)=", (paths.project_dir() / ".env.example").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(set(listed))
    assert set(listed) == set(READERS.findall(read_sources())) | READ_ELSEWHERE


def test_copying_the_file_changes_nothing():
    lines = (paths.project_dir() / ".env.example").read_text().splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []
