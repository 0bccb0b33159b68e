"""Models and index versions from the command line, where no worker runs."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.search.models import EmbeddingModel, IndexState, ModelSource
from apps.search.services import worker as search_worker_module
from apps.search.services.worker import SearchWorker
from apps.search.tests.embedding.endpoint_server import Endpoint, serve
from apps.search.tests.stages import run_embed, run_index
from apps.uploads.tests.conftest import own_storage, owner
from apps.uploads.tests.factories import get_home, make_upload, make_whatsapp
from apps.uploads.tests.stages import run_parse

__all__ = ["own_storage", "owner"]
pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def home(owner, settings, tmp_path, monkeypatch):
    settings.REPLICA_DIR = tmp_path / "replicas"
    monkeypatch.setattr(search_worker_module, "_worker", SearchWorker("tests"))
    monkeypatch.setattr("apps.search.management.builds.are_workers_there", lambda: False)
    upload = make_upload(owner, make_whatsapp(5))
    run_parse(upload)
    run_embed(upload)
    run_index(upload)
    return get_home(owner)


@pytest.mark.django_db(transaction=True)  # a task closes connections that are too old
def test_a_model_from_registration_to_rollback_and_retirement(home):
    where = ("--organization", home.slug)
    said = run("register_model", "small", "--source", "hashing", "--dim", "32", "--max-tokens", "100")
    assert said == "small: 32 dimensions, reads 100 tokens.\n"
    assert "small" in run("list_models")
    first = home.index_versions.get()
    assert "active" in run("activate_model", "small", "--wait", *where).splitlines()[-1]
    second = home.index_versions.get(model__name="small")
    listed = run("list_index_versions", *where).splitlines()[1:]
    assert [line.split()[3] for line in listed] == ["active", "standby"]
    assert "active" in run("rollback_index", *where)
    first.refresh_from_db()
    assert first.state == IndexState.ACTIVE
    assert "retired" in run("retire_index", str(second.pk))
    with pytest.raises(CommandError, match="activate another one first"):
        run("retire_index", str(first.pk))
    with pytest.raises(CommandError, match="stands by"):
        run("rollback_index", *where)


def test_what_is_not_there_is_named(home):
    for arguments in (
        ("activate_model", "nobody", "--organization", home.slug),
        ("activate_model", "hashing-64", "--organization", "nowhere"),
        ("rollback_index", "--to", "0", "--organization", home.slug),
        ("retire_index", "0"),
    ):
        with pytest.raises(CommandError):
            run(*arguments)


def test_a_model_that_answers_otherwise_is_not_registered():
    with serve(Endpoint(dim=8)) as endpoint:
        claims = ("--source", "endpoint", "--location", endpoint.address, "--max-tokens", "100")
        with pytest.raises(CommandError, match="claims 9 dimensions and answers 8"):
            run("register_model", "remote", *claims, "--dim", "9")
        with pytest.raises(CommandError, match="--dim"):
            run("register_model", "remote", *claims)
        run("register_model", "remote", *claims, "--dim", "8", "--revision", "theirs")
    assert EmbeddingModel.objects.get(name="remote").source == ModelSource.ENDPOINT
    assert endpoint.bodies[-1]["model"] == "theirs"
    with pytest.raises(CommandError, match="http"):
        run(
            "register_model",
            "x",
            "--source",
            "endpoint",
            "--location",
            "ftp://x",
            "--dim",
            "8",
            "--max-tokens",
            "9",
        )
