"""The registry and the index versions as programs see them. How versions are built is tested with the services."""

import pytest

from apps.accounts.models import Role
from apps.search.models import EmbeddingModel, IndexState, ModelSource
from apps.search.tests.api.test_search_requests import make_version
from apps.search.tests.factories import make_model
from apps.uploads.models import Job, JobKind
from apps.uploads.tests.factories import get_home, make_conversation

pytestmark = pytest.mark.django_db
MODELS, VERSIONS = "/api/v1/models/", "/api/v1/index-versions/"


@pytest.fixture(autouse=True)
def no_worker(settings) -> None:
    settings.SEARCH_TIMEOUT_S = 0.05


@pytest.fixture
def home(owner):
    return get_home(owner)


@pytest.fixture
def other_model() -> EmbeddingModel:
    return make_model("hashing-32", dim=32)


@pytest.fixture
def version(home):
    return make_version(home)


def activate(client, name: str, **more):
    return client.post(f"{MODELS}{name}/activate/", more, format="json")


def test_models_are_listed_with_what_uses_them(api, stranger_api, home, version, other_model):
    models = {model["name"]: model for model in api.get(MODELS).json()["results"]}
    mine = models["hashing-64"]
    assert (mine["dim"], mine["is_default"], mine["problem"]) == (64, True, "")
    assert mine["versions"] == [{"id": version.pk, "organization": home.slug, "state": "active"}]
    assert models["hashing-32"]["versions"] == []
    assert api.get(f"{MODELS}hashing-32/").json() == models["hashing-32"]
    assert stranger_api.get(f"{MODELS}hashing-64/").json()["versions"] == []
    assert api.get(f"{MODELS}nobody/").status_code == 404
    for name in ("%00", "x" * 5_000):
        assert api.get(f"{MODELS}{name}/").status_code == 404
        assert activate(api, name).status_code == 404


def test_where_a_model_lies_on_the_server_is_for_staff(api, owner):
    make_model("own", source=ModelSource.FOLDER, location="/srv/models/own")
    assert api.get(f"{MODELS}own/").json()["location"] == ""
    owner.is_staff = True
    owner.save()
    assert api.get(f"{MODELS}own/").json()["location"] == "/srv/models/own"


def test_activating_begins_a_build(api, home, version, other_model):
    answer = activate(api, "hashing-32")
    assert answer.status_code == 202, answer.json()
    body = answer.json()
    job = Job.objects.get(kind=JobKind.INDEX)
    assert (body["state"], body["job"]) == ("building", str(job.pk))
    shown = api.get(f"/api/v1/jobs/{job.pk}/").json()
    assert (shown["kind"], shown["title"], shown["upload"]) == ("index", "Index with hashing-32", None)
    listed = api.get(f"{VERSIONS}{body['index_version']}/").json()
    assert (listed["state"], listed["job"], listed["model"]) == ("building", str(job.pk), "hashing-32")
    assert activate(api, "hashing-32").json() == body


def test_what_is_searched_already_needs_no_build(api, version):
    assert activate(api, "hashing-64").json() == {
        "index_version": version.pk,
        "state": "active",
        "job": None,
    }
    assert activate(api, "hashing-64", anew=True).json()["state"] == "building"


def test_a_refused_model_is_not_built(api, home, other_model, monkeypatch):
    problem = "it claims 32 dimensions and answers 3"
    monkeypatch.setattr(
        "apps.search.services.ask_check.check_model.__kwdefaults__", {"ask": lambda *_: {"problem": problem}}
    )
    answer = activate(api, "hashing-32")
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "model_refused"
    assert problem in answer.json()["error"]["message"]
    assert not home.index_versions.exists()


def test_only_owners_decide_and_strangers_see_nothing(
    api, colleague_api, stranger_api, home, version, other_model, colleague
):
    assert home.memberships.get(user=colleague).role == Role.MEMBER
    assert activate(colleague_api, "hashing-32", organization=home.slug).status_code == 403
    assert activate(stranger_api, "hashing-32", organization=home.slug).status_code == 404
    one = f"{VERSIONS}{version.pk}/"
    assert (api.get(one).status_code, colleague_api.get(one).status_code) == (200, 200)
    assert stranger_api.get(one).status_code == 404
    for method, path in (("delete", one), ("post", f"{one}activate/")):
        assert getattr(colleague_api, method)(path).status_code == 403
        assert getattr(stranger_api, method)(path).status_code == 404
    assert [found["id"] for found in colleague_api.get(VERSIONS).json()["results"]] == [version.pk]
    assert stranger_api.get(VERSIONS).json()["results"] == []


def test_versions_are_listed_with_what_they_hold(api, owner, home, version):
    chat = make_conversation(owner, ["one", "two", "three", "four"])
    version.segments.create(
        conversation=chat,
        first_sequence=0,
        last_sequence=2,
        message_count=3,
        file="f",
        sha256="",
        size_bytes=9,
    )
    version.replicas.create(worker="search@here", watermark=7)
    (found,) = api.get(VERSIONS, {"state": "active"}).json()["results"]
    assert (found["message_count"], found["segment_count"], found["size_bytes"]) == (3, 1, 9)
    assert (found["complete"], found["organization"], found["model"]) == (0.75, home.slug, "hashing-64")
    assert found["replicas"][0]["watermark"] == 7
    assert found["age_s"] >= 0
    assert api.get(VERSIONS, {"state": "standby"}).json()["results"] == []


def test_a_longer_list_needs_no_more_queries(api, home, version, django_assert_max_num_queries):
    def count_queries() -> int:
        with django_assert_max_num_queries(20) as captured:
            assert api.get(VERSIONS).status_code == api.get(MODELS).status_code == 200
        return len(captured)

    count_queries()  # notes that the token was used
    before = count_queries()
    for number in range(3):
        other = make_version(home, state=IndexState.STANDBY, model=make_model(f"hashing-{number}"))
        other.replicas.create(worker="search@here")
    assert count_queries() == before


def test_retiring_is_refused_for_what_is_searched(api, version):
    answer = api.delete(f"{VERSIONS}{version.pk}/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_possible")
    version.state = IndexState.STANDBY
    version.save()
    assert api.delete(f"{VERSIONS}{version.pk}/").status_code == 204
    assert api.get(f"{VERSIONS}{version.pk}/").json()["state"] == "retired"
    assert api.post(f"{VERSIONS}{version.pk}/activate/").status_code == 409
