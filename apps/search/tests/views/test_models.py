"""The page of index versions and models: what it tells, and who may decide. Building is tested with the services."""

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.search.models import IndexState, IndexVersion
from apps.search.services.build_version import activate_model, find_job
from apps.search.services.estimate_build import estimate_build
from apps.search.tests.factories import make_model
from apps.search.tests.views.conftest import make_version
from apps.uploads.models import Job, JobKind, JobStatus
from apps.uploads.tests.factories import get_home, make_conversation

pytestmark = pytest.mark.django_db
INDEX = "/settings/index/"


@pytest.fixture(autouse=True)
def no_worker(settings) -> None:
    settings.SEARCH_TIMEOUT_S = 0.05


@pytest.fixture
def home(owner):
    return get_home(owner)


@pytest.fixture
def active(owner) -> IndexVersion:
    version = make_version(owner)
    version.dim = version.model.dim
    version.save()
    return version


@pytest.fixture
def other_model():
    return make_model("hashing-32", dim=32, description="Half as long.")


@pytest.fixture
def browse_as_member(sign_in, colleague, home):
    client = sign_in(colleague)
    session = client.session
    session["active_organization"] = home.slug
    session.save()
    return client


def read(client, where: str = INDEX) -> str:
    response = client.get(where)
    assert response.status_code == 200
    return response.content.decode()


def stand_by(home, model) -> IndexVersion:
    return IndexVersion.objects.create(
        organization=home,
        model=model,
        window={},
        dim=model.dim,
        vocabulary_size=1,
        codec_file="c",
        state=IndexState.STANDBY,
        standby_since=timezone.now(),
    )


def build(model) -> str:
    return reverse("search:build_index", args=[model.name])


def activate(version) -> str:
    return reverse("search:activate_version", args=[version.pk])


def retire(version) -> str:
    return reverse("search:retire_version", args=[version.pk])


def test_versions_tell_what_they_hold_and_models_what_they_are(browse, owner, home, active, other_model):
    chat = make_conversation(owner, ["one", "two", "three", "four"])
    active.segments.create(
        conversation=chat,
        first_sequence=0,
        last_sequence=2,
        message_count=3,
        file="f",
        sha256="",
        size_bytes=2048,
    )
    page = read(browse)
    for told in (
        "3 messages, 75% of all",
        "2.0\xa0KB",
        "Searched",
        "hashing-32",
        "Half as long.",
        build(other_model),
    ):
        assert told in page
    assert retire(active) not in page, "what is searched cannot be retired"
    assert "No index yet" not in page


def test_a_build_is_asked_for_told_about_and_can_be_cancelled(browse, home, active, other_model):
    assert "Build an index with" in read(browse, build(other_model))
    assert not Job.objects.exists()
    answer = browse.post(build(other_model), {"activate_when_complete": "on"}, follow=True)
    page = answer.content.decode()
    job = Job.objects.get(kind=JobKind.INDEX)
    version = IndexVersion.objects.get(state=IndexState.BUILDING)
    assert (version.model, version.activate_when_complete) == (other_model, True)
    assert "as soon as it is complete" in page
    assert f'data-job-id="{job.pk}"' in page
    assert reverse("uploads:cancel_job", args=[job.pk]) in page
    assert build(other_model) not in page


def test_a_build_may_stand_by(browse, home, active, other_model):
    browse.post(build(other_model))
    assert not IndexVersion.objects.get(state=IndexState.BUILDING).activate_when_complete


def test_a_model_that_is_searched_already_is_built_anew(browse, home, active):
    assert "Build the index anew?" in read(browse, build(active.model))
    browse.post(build(active.model))
    assert IndexVersion.objects.filter(model=active.model).count() == 2


def test_a_refused_model_is_not_built(browse, home, active, other_model, monkeypatch):
    problem = "it claims 32 dimensions and answers 3"
    monkeypatch.setattr(
        "apps.search.services.ask_check.check_model.__kwdefaults__", {"ask": lambda *_: {"problem": problem}}
    )
    answer = browse.post(build(other_model))
    assert answer.status_code == 422
    assert problem in answer.content.decode()
    assert not IndexVersion.objects.filter(model=other_model).exists()


def test_switching_and_going_back_are_two_presses_each(browse, home, active, other_model):
    other = stand_by(home, other_model)
    assert activate(other) in read(browse)
    assert browse.get(build(other_model)).url == activate(other), "what is there need not be built"
    assert "at once" in read(browse, activate(other))
    for version in (other, active):
        IndexVersion.objects.filter(pk=version.pk).update(codec_file="c")
        assert "from now on" in browse.post(activate(version), follow=True).content.decode()
        assert IndexVersion.objects.get(state=IndexState.ACTIVE) == version


def test_retiring_is_asked_for_and_refused_for_what_is_searched(browse, home, active, other_model):
    other = stand_by(home, other_model)
    assert "Retire this index?" in read(browse, retire(other))
    other.refresh_from_db()
    assert other.state == IndexState.STANDBY
    browse.post(retire(other))
    other.refresh_from_db()
    assert other.state == IndexState.RETIRED
    assert "Retired (1)" in read(browse)
    assert "search with another one first" in read(browse, retire(active))
    answer = browse.post(retire(active), follow=True).content.decode()
    assert "activate another one first" in answer
    active.refresh_from_db()
    assert active.state == IndexState.ACTIVE


def test_a_failed_build_says_why_and_goes_on(browse, home, active, other_model):
    version = activate_model(home, other_model).version
    Job.objects.update(status=JobStatus.FAILED)
    IndexVersion.objects.filter(pk=version.pk).update(state=IndexState.FAILED, problem="The endpoint is gone")
    assert "The endpoint is gone" in read(browse)
    browse.post(build(other_model))
    version.refresh_from_db()
    assert version.state == IndexState.BUILDING
    assert find_job(version).status == JobStatus.QUEUED


def test_a_cancelled_build_can_be_taken_up_before_its_version_knows(browse, home, active, other_model):
    version = activate_model(home, other_model).version
    assert "resume-" not in read(browse)
    Job.objects.update(status=JobStatus.CANCELLED)
    page = read(browse)
    assert f'id="resume-{version.pk}"' in page
    retry = reverse("uploads:retry_job", args=[find_job(version).pk])
    assert f'action="{retry}"' in page
    browse.post(retry)
    assert find_job(version).status == JobStatus.QUEUED


def test_members_see_and_strangers_do_not_even_that(
    browse_as_member, sign_in, stranger, client, home, active, other_model
):
    other = stand_by(home, other_model)
    page = read(browse_as_member)
    assert "Only owners" in page
    addresses = [activate(other), retire(other), build(other_model)]
    outsider = sign_in(stranger)
    for where in addresses:
        assert f'href="{where}"' not in page
        assert browse_as_member.get(where).status_code == browse_as_member.post(where).status_code == 404
        assert client.get(where).status_code == 302
    for where in addresses[:2]:
        assert outsider.post(where).status_code == 404
    assert "no. " not in read(outsider)
    assert not Job.objects.exists()


def test_staff_are_led_to_where_models_are_managed(browse, owner, active):
    managed = reverse("admin:search_embeddingmodel_changelist")
    assert managed not in read(browse)
    owner.is_staff = True
    owner.save()
    assert managed in read(browse)


@pytest.mark.parametrize(
    "address",
    [
        f"{INDEX}models/%00/build/",
        f"{INDEX}models/{'x' * 5_000}/build/",
        f"{INDEX}versions/{10**30}/activate/",
        f"{INDEX}versions/{10**30}/retire/",
        f"/conversations/{10**30}/delete/",
        f"/conversations/1/messages/{10**30}/delete/",
        "/people/delete/",
        "/people/delete/?name=%00",
    ],
)
def test_addresses_nobody_was_given_lead_nowhere(browse, active, address):
    assert browse.get(address).status_code == browse.post(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        f"{INDEX}compare/?q=%00",
        f"{INDEX}compare/?q=a&left={10**30}",
        f"{INDEX}compare/?q=a&right_mode=best",
        "/people/?name=%00",
    ],
)
def test_what_cannot_be_read_of_an_address_is_told_or_left_out(browse, active, address):
    assert browse.get(address).status_code == 200


def test_the_page_costs_as_many_queries_however_much_there_is(
    browse, home, active, django_assert_max_num_queries
):
    read(browse)
    with django_assert_max_num_queries(10) as few:
        read(browse)
    for number in range(6):
        activate_model(home, make_model(f"more-{number}", dim=8 + number))
    with django_assert_max_num_queries(len(few)):
        assert read(browse).count("<live-job") == 6


def test_the_time_a_build_takes_is_told_by_what_imports_took(owner, home, active):
    chat = make_conversation(owner, ["a"])
    chat.message_count = 12_000
    chat.save()
    assert estimate_build(home).seconds is None
    now = timezone.now()
    took = {
        "started_at": now - timezone.timedelta(seconds=10),
        "finished_at": now,
        "status": JobStatus.SUCCEEDED,
    }
    Job.objects.update(counts={"messages": 999}, **took)
    assert estimate_build(home).seconds is None, "too few to tell"
    Job.objects.update(counts={"messages": 1_000})
    estimate = estimate_build(home)
    assert (estimate.message_count, estimate.seconds, estimate.model) == (12_000, 120.0, "hashing-64")
