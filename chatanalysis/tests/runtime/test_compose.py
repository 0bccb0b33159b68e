"""The containers start what the supervisor starts."""

import os
import shlex
import subprocess

import pytest
import yaml

from chatanalysis.runtime import paths
from chatanalysis.runtime.programs import build_programs

PRODUCTION = paths.project_dir() / "compose" / "production"
PROGRAMS = {program.name: program for program in build_programs("0.0.0.0", 8000, "/state/run")}
BROUGHT_ALONG = {"postgres", "redis"}


@pytest.fixture(scope="module")
def services() -> dict:
    return yaml.safe_load((PRODUCTION / "docker-compose.yml").read_text())["services"]


def read_last_command(service: str) -> list[str]:
    """Return the words of a start script's last command, its continued lines joined."""
    script = (PRODUCTION / service / "start").read_text().replace("\\\n", " ")
    return shlex.split(script.strip().splitlines()[-1])


def test_the_services_are_the_programs_the_migration_and_the_servers(services):
    assert set(services) == set(PROGRAMS) | {"migrate"} | BROUGHT_ALONG


@pytest.mark.parametrize("service", [*PROGRAMS, "migrate"])
def test_each_start_script_is_there_and_bash_can_read_it(services, service):
    script = PRODUCTION / service / "start"
    assert services[service]["command"] == str(script.relative_to(paths.project_dir()))
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", script], check=True)


@pytest.mark.parametrize("service", PROGRAMS)
def test_each_script_runs_what_the_supervisor_runs(service):
    program = PROGRAMS[service]
    assert read_last_command(service) == ["exec", "python", "-m", program.module, *program.arguments]


@pytest.mark.parametrize("service", PROGRAMS)
def test_containers_get_the_time_and_environment_that_the_supervisor_gives(services, service):
    program = PROGRAMS[service]
    assert services[service]["stop_grace_period"] == f"{program.stop_s:.0f}s"
    assert services[service]["environment"].items() >= program.environment.items()


def test_redis_keeps_its_data_as_the_embedded_one_does(services):
    words = shlex.split(services["redis"]["command"])
    settings = dict(zip(words[1::2], words[2::2], strict=True))
    assert settings == {
        "--appendonly": "yes",
        "--appendfsync": "everysec",
        "--save": "",
        "--maxmemory-policy": "noeviction",
    }


def test_no_secret_has_a_value_in_the_file():
    text = (PRODUCTION / "docker-compose.yml").read_text()
    assert "${SECRET_KEY:?" in text
    assert text.count("${POSTGRES_PASSWORD:?") == 2
