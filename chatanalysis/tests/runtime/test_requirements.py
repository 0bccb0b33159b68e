"""The requirement files: pinned, without a package index, and complete for what the code imports."""

import ast
import sys
from importlib import metadata
from pathlib import Path

import pytest
from django.conf import settings

from chatanalysis.runtime import paths

PROJECT = paths.project_dir()
OURS = {"apps", "chatanalysis", "benchmarks", "manage", "conftest"}
BROUGHT_BY_EXTRAS = {"psycopg-pool"}
"""Pinned as psycopg[pool]."""


def normalise(package: str) -> str:
    return package.partition("[")[0].lower().replace("_", "-")


def read_pins(*names: str) -> dict[str, str]:
    lines = [
        line for name in names for line in (PROJECT / "requirements" / f"{name}.txt").read_text().splitlines()
    ]
    pins = [line.split("==") for line in lines if "==" in line and not line.startswith("#")]
    return {normalise(package): version for package, version in pins}


def find_imported_modules(file: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module)
    return {name.partition(".")[0] for name in names}


def find_needed_packages(folders: tuple[str, ...], *, tests: bool) -> set[str]:
    """Return the packages behind all imports in the folders: in their tests, or in the rest."""
    files = [file for folder in folders for file in (PROJECT / folder).rglob("*.py")]
    modules = set()
    for file in files:
        if ("tests" in file.parts) == tests:
            modules |= find_imported_modules(file)
    return find_packages(modules)


def find_packages(modules: set[str]) -> set[str]:
    owners = metadata.packages_distributions()
    return {normalise(owners[name][0]) for name in modules - OURS - sys.stdlib_module_names if name in owners}


def test_what_the_product_imports_is_pinned_by_name():
    known = set(read_pins("base", "cpu", "milvus")) | BROUGHT_BY_EXTRAS
    named = {name.partition(".")[0] for name in (*settings.INSTALLED_APPS, *settings.MIDDLEWARE)}
    assert find_needed_packages(("apps", "chatanalysis"), tests=False) - known == set()
    assert find_packages(named) - known == set()


def test_what_tests_and_benchmarks_import_is_pinned_by_name():
    known = set(read_pins("base", "cpu", "milvus", "test", "bench")) | BROUGHT_BY_EXTRAS
    assert find_needed_packages(("apps", "chatanalysis"), tests=True) - known == set()
    assert find_needed_packages(("benchmarks",), tests=False) - known == set()


def test_everything_is_pinned_and_no_index_is_named():
    for file in (PROJECT / "requirements").glob("*.txt"):
        for line in file.read_text().splitlines():
            if line and not line.startswith(("#", "-r ", "-c ")):
                assert "==" in line, f"{file.name}: {line}"
            assert "://" not in line


@pytest.mark.parametrize("name", ["base", "bench", "cpu", "milvus", "test"])
def test_every_direct_pin_agrees_with_the_constraints(name):
    assert read_pins(name).items() <= read_pins("constraints").items()


def test_what_is_installed_here_is_what_is_pinned():
    """An upgrade by hand that nobody wrote down would make every other machine differ from this one."""
    pins = read_pins("constraints")
    installed = {normalise(part.name): part.version.partition("+")[0] for part in metadata.distributions()}
    assert {name: version for name, version in installed.items() if pins.get(name, version) != version} == {}
