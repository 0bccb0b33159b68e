"""Set-up, as far as it can be tried without installing 2 GB: what is checked, said and skipped."""

import os
import shutil
import subprocess
import sys

import pytest

from chatanalysis.runtime import install, paths

PROJECT = paths.project_dir()


def run_make(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    # `make test` runs this within make, whose variables would turn this one into a make below another.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", *arguments],
        cwd=PROJECT,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    """A project of its own with small requirements and no package index to go to."""
    requirements = tmp_path / "requirements"
    requirements.mkdir()
    for name, lines in {"cpu": "torch==1\n", "gpu": "torch==1\n", "test": "", "constraints": ""}.items():
        (requirements / f"{name}.txt").write_text(f"# a comment\n{lines}")
    monkeypatch.setattr(install, "PROJECT", str(tmp_path))
    monkeypatch.setattr(install, "REQUIREMENTS", str(requirements))
    monkeypatch.setattr(install, "TEST_FILE", str(requirements / "test.txt"))
    for name, part in {"VENV": "", "VENV_PYTHON": "bin/python", "STAMP": "installed"}.items():
        monkeypatch.setattr(install, name, os.path.join(str(tmp_path), ".venv", part).rstrip("/"))
    return tmp_path


@pytest.fixture
def installed(scratch, monkeypatch) -> list[tuple[str, ...]]:
    """What was given to pip, in order."""
    calls: list[tuple[str, ...]] = []
    monkeypatch.setattr(install, "install", lambda *what: calls.append(what))
    monkeypatch.setattr(install, "NEEDED_BYTES", 0)
    return calls


def test_torch_comes_first_and_alone(scratch, installed):
    install.main([])
    assert installed[0] == ("torch==1",)
    assert str(scratch / "requirements" / "cpu.txt") in installed[1]


def test_a_second_set_up_does_nothing_and_a_changed_pin_installs_again(scratch, installed):
    install.main([])
    install.main([])
    assert len(installed) == 2
    with (scratch / "requirements" / "test.txt").open("a") as file:
        file.write("pytest==2\n")
    install.main([])
    assert len(installed) == 4


def test_a_set_up_that_broke_off_is_done_again(scratch, installed, monkeypatch):
    def break_off(*_what):
        raise install.SetupError("no network")

    with monkeypatch.context() as broken:
        broken.setattr(install, "install", break_off)
        with pytest.raises(install.SetupError):
            install.main([])
    install.main([])
    assert len(installed) == 2


def test_a_damaged_environment_is_made_anew(scratch, installed):
    install.main([])
    (scratch / ".venv" / "bin" / "python").unlink()
    (scratch / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (scratch / ".venv" / "pyvenv.cfg").unlink()
    (scratch / ".venv" / "installed").unlink()
    install.main([])
    assert install.venv_version() == list(sys.version_info[:2])
    assert (scratch / ".venv" / "pyvenv.cfg").exists()


def test_a_full_disk_is_told_before_anything_is_made(scratch, monkeypatch):
    monkeypatch.setattr(install, "NEEDED_BYTES", 2**62)
    with pytest.raises(install.SetupError, match="The disk is nearly full: set-up needs about"):
        install.main([])
    assert not (scratch / ".venv").exists()


def test_a_missing_venv_module_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(install.SetupError, match=r"apt-get install python3\.\d+-venv"):
        install.check_python()


def test_unknown_hardware_is_told(scratch):
    with pytest.raises(install.SetupError, match="HARDWARE must be cpu or gpu; it is 'tpu'"):
        install.main(["tpu"])


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", install.FULL),
        ("  error: command 'gcc' failed: No such file or directory", install.NO_COMPILER),
        ("FileNotFoundError: [Errno 2] No such file or directory: 'make'", install.NO_COMPILER),
        ("connection.HTTPSConnection object: Failed: NewConnectionError", install.NO_NETWORK),
        ("ERROR: No matching distribution found for torch==2.13.0", install.NO_BUILD),
    ],
)
def test_what_pip_says_becomes_one_sentence(output, sentence):
    assert install.explain(f"Collecting x\n{output}\n") == sentence


def test_anything_else_is_shown_as_it_is():
    said = install.explain("\n".join(f"line {number}" for number in range(100)))
    assert said.splitlines()[-1] == "line 99"
    assert len(said.splitlines()) == 16


def test_pip_really_failing_ends_in_one_sentence(scratch, monkeypatch):
    monkeypatch.setattr(install, "NEEDED_BYTES", 0)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    with pytest.raises(install.SetupError, match="has no build of a package"):
        install.main([])


def test_make_without_python_says_what_to_install():
    done = run_make("setup", "PYTHON=no-such-python")
    assert done.returncode != 0
    assert "Python 3.11 is missing" in done.stderr + done.stdout


def test_a_shim_that_does_not_run_is_passed_over(tmp_path):
    shim = tmp_path / "python3.11"
    shim.write_text("#!/bin/sh\necho 'no version is set' >&2; exit 127\n")
    shim.chmod(0o755)
    newer = tmp_path / "python3"
    newer.write_text(f'#!/bin/sh\n[ "$1" = -I ] && echo chosen || exec {sys.executable} "$@"\n')
    newer.chmod(0o755)
    done = run_make("setup", PATH=f"{tmp_path}:/usr/bin:/bin")
    assert done.stdout == "chosen\n"


def test_make_without_any_python_says_what_to_install(tmp_path):
    for tool in ("make", "sh"):
        (tmp_path / tool).symlink_to(shutil.which(tool))
    done = run_make("setup", PATH=str(tmp_path))
    assert done.returncode != 0
    assert done.stdout.startswith("set-up: Python 3.11 is missing")


def test_make_help_explains_every_command():
    makefile = (PROJECT / "Makefile").read_text()
    commands = makefile.split(".PHONY:")[1].splitlines()[0].split()
    shown = run_make("help").stdout
    assert [line.split()[1] for line in shown.splitlines()] == commands
