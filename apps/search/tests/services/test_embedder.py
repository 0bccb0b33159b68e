"""Which models a process holds, and what it refuses to hold."""

import threading

import pytest

from apps.search.embedding.base import ModelRefused, ModelUnavailable
from apps.search.models import EmbeddingModel, ModelSource
from apps.search.services import embedder as holding
from apps.search.services.embedder import get_embedder, is_loaded
from apps.search.services.model_state import find_problem, load_beside
from apps.search.services.models_registry import find_source, name_model
from apps.search.tests.embedding.endpoint_server import Endpoint, serve
from apps.search.tests.factories import make_model

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_loaded(monkeypatch) -> None:
    monkeypatch.setattr(holding, "_loaded", type(holding._loaded)())


@pytest.fixture
def endpoint():
    with serve(Endpoint()) as served:
        yield served


def make_endpoint_model(endpoint: Endpoint, **values) -> EmbeddingModel:
    return make_model("remote", source=ModelSource.ENDPOINT, location=endpoint.address, **values)


def test_the_model_asked_for_longest_ago_leaves(settings):
    settings.EMBEDDING_MODELS_IN_MEMORY = 2
    first, second, third = (make_model(f"hashing-{dim}", dim=dim) for dim in (8, 16, 32))
    held = get_embedder(first)
    get_embedder(second)
    assert get_embedder(first) is held
    get_embedder(third)
    assert [is_loaded(model) for model in (first, second, third)] == [True, False, True]


def test_a_changed_entry_is_loaded_anew():
    model = make_model("hashing-8", dim=8)
    held = get_embedder(model)
    model.max_tokens = 100
    assert get_embedder(model) is not held
    assert get_embedder(model).max_tokens == 100


def test_of_many_threads_one_loads(monkeypatch):
    model, loads = make_model("hashing-8", dim=8), []
    real = holding.load
    monkeypatch.setattr(holding, "load", lambda entry: loads.append(entry) or real(entry))
    monkeypatch.setattr("apps.search.services.check_model.note_check", lambda *_: None)
    threads = [threading.Thread(target=get_embedder, args=[model]) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(loads) == 1


def test_what_answers_as_claimed_is_noted(endpoint):
    model = make_endpoint_model(endpoint, problem="once was wrong")
    assert get_embedder(model).gives_tokens is False
    model.refresh_from_db()
    assert model.problem == ""
    assert model.checked_at is not None


@pytest.mark.parametrize(
    ("answers", "reason"), [({"dim": 32}, "claims 64 dimensions"), ({"length": 3.0}, "length 1")]
)
def test_what_answers_otherwise_is_refused_with_the_reason(endpoint, answers, reason):
    for name, value in answers.items():
        setattr(endpoint, name, value)
    model = make_endpoint_model(endpoint)
    with pytest.raises(ModelRefused, match=reason):
        get_embedder(model)
    model.refresh_from_db()
    assert reason in model.problem
    assert not is_loaded(model)


def test_a_check_asks_again_though_the_model_is_loaded(endpoint):
    model = make_endpoint_model(endpoint)
    assert find_problem(model) == ""
    endpoint.length = 3.0
    assert "length 1" in find_problem(model)


def test_the_key_comes_from_the_environment(endpoint, monkeypatch):
    model = make_endpoint_model(endpoint, api_key_variable="EMBEDDINGS_API_KEY")
    with pytest.raises(ModelUnavailable, match="EMBEDDINGS_API_KEY"):
        get_embedder(model)
    monkeypatch.setenv("EMBEDDINGS_API_KEY", "secret")
    get_embedder(model)
    assert endpoint.keys == ["Bearer secret"]


@pytest.mark.django_db(transaction=True)
def test_a_thread_loads_while_the_worker_goes_on():
    model = make_model("hashing-8", dim=8)
    load_until_done(model)
    assert is_loaded(model)
    gone = make_model("gone", source=ModelSource.ENDPOINT, api_key_variable="NOWHERE_SET_KEY")
    with pytest.raises(ModelUnavailable):
        load_until_done(gone)


def load_until_done(model: EmbeddingModel) -> None:
    while not load_beside(model):
        pass


def test_names_and_sources():
    assert name_model("sentence-transformers/all-MiniLM-L6-v2") == "all-MiniLM-L6-v2"
    assert find_source("all-MiniLM-L6-v2") == (ModelSource.BUNDLED, "")
    assert name_model("intfloat/e5-small-v2") == "intfloat-e5-small-v2"
    assert find_source("intfloat/e5-small-v2") == (ModelSource.HUB, "intfloat/e5-small-v2")
    assert find_source("/srv/models/own")[0] == ModelSource.FOLDER
