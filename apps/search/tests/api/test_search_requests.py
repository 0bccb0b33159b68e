"""What may be asked, and what is answered when nothing can be. Rankings are tested where a worker ranks."""

import pytest
from rest_framework.test import APIClient

from apps.search.models import IndexVersion
from apps.search.tests.factories import make_model
from apps.uploads.tests.factories import get_home, make_conversation

pytestmark = pytest.mark.django_db
URL = "/api/v1/search/"
NOTHING = {
    "hits": [],
    "total": 0,
    "degraded": [],
    "understood": [],
    "notes": [],
    "facets": {"conversation": [], "sender": [], "month": []},
}


def search(client: APIClient, query: object = "passports", **more):
    return client.post(URL, {"query": query, **more}, format="json")


def make_version(organization, **values) -> IndexVersion:
    """An index that no worker has ever seen."""
    usual = {
        "model": values.get("model") or make_model(),
        "window": {"session_gap_hours": 4},
        "dim": 64,
        "vocabulary_size": 100,
        "codec_file": "none",
        "codec_sha256": "0" * 64,
    }
    return IndexVersion.objects.create(organization=organization, **usual | values)


def test_without_credentials_nothing_is_searched():
    answer = search(APIClient())
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "not_authenticated"


def test_before_the_first_upload_nothing_is_found(api):
    answer = search(api)
    assert answer.status_code == 200
    body = answer.json()
    assert body.pop("took_ms") >= 0
    assert body.pop("event_id")
    assert body == NOTHING


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"query": ""}, "query"),
        ({"query": "   "}, "query"),
        ({"query": None}, "query"),
        ({"query": ["a"]}, "query"),
        ({"query": "a\x00b"}, "query"),
        ({"query": "x" * 2001}, "query"),
        ({"k": 0}, "k"),
        ({"k": 101}, "k"),
        ({"k": "many"}, "k"),
        ({"k": 10**30}, "k"),
        ({"offset": -1}, "offset"),
        ({"mode": "psychic"}, "mode"),
        ({"sort": "random"}, "sort"),
        ({"conversation": "general"}, "conversation"),
        ({"sender": "a\x00b"}, "sender"),
        ({"after": "yesterday"}, "after"),
        ({"after": "2026-02-30"}, "after"),
        ({"after": "2026-13-01"}, "after"),
        ({"before": "0000-01-01"}, "before"),
        ({"before": 12}, "before"),
        ({"before": "99999-01-01"}, "before"),
    ],
)
def test_what_cannot_be_used_is_named(api, fields, named):
    answer = search(api, **fields)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["code"] == "invalid"
    assert list(error["fields"]) == [named]


@pytest.mark.parametrize(
    "fields",
    [
        {"sender": ""},
        {"sender": None},
        {"conversation": None},
        {"after": None, "before": None},
        {"after": "2026-05-01", "before": "2026-06-01T00:00:00Z"},
        {"after": "2026-05-01T10:00:00+02:00"},
        {"after": "0001-01-01T00:00:00+14:00"},
        {"before": "9999-12-31T23:59:59-14:00"},
        {"k": 100, "offset": 1000},
        {"unknown": "field"},
    ],
)
def test_what_may_be_left_out_or_stated(api, fields):
    assert search(api, **fields).status_code in (200, 400)


@pytest.mark.parametrize("conversation", [0, -1, 10**18, 10**40])
def test_an_unknown_conversation_is_a_404(api, conversation):
    assert search(api, conversation=conversation).status_code == 404


def test_a_stranger_s_conversation_is_a_404_like_an_unknown_one(owner, api, stranger_api):
    chat = make_conversation(owner, ["passports"])
    assert search(api, conversation=chat.pk).status_code == 200
    refused = search(stranger_api, conversation=chat.pk)
    assert refused.status_code == 404
    assert refused.json()["error"]["code"] == "not_found"


def test_a_conversation_of_a_shared_organization_can_be_searched(owner, colleague_api, settings):
    """A colleague's own organization is another; the conversation says which one is meant."""
    settings.SEARCH_TIMEOUT_S = 0.2
    chat = make_conversation(owner, ["passports"])
    make_version(get_home(owner))
    assert search(colleague_api).status_code == 200
    assert search(colleague_api, conversation=chat.pk).status_code == 503


def test_when_no_worker_answers_it_says_so(api, owner, settings):
    settings.SEARCH_TIMEOUT_S = 0.2
    make_version(get_home(owner))
    answer = search(api)
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "search_timeout"


@pytest.mark.parametrize(
    "fields",
    [
        {"sender": "Nobody of this name"},
        {"after": "2026-06-01", "before": "2026-06-01"},
        {"after": "2026-06-02", "before": "2026-06-01"},
    ],
)
def test_a_filter_that_nothing_can_pass_finds_nothing_without_a_worker(api, owner, settings, fields):
    """Never everything: not even a worker is asked."""
    settings.SEARCH_TIMEOUT_S = 0.2
    make_conversation(owner, ["passports"])
    make_version(get_home(owner))
    body = search(api, **fields).json()
    assert (body["hits"], body["total"]) == ([], 0)


def test_a_day_begins_in_the_organizations_time_zone(api, owner, settings):
    """At 7:00 UTC in Los Angeles: nothing lies between that and this moment; in UTC seven hours would."""
    settings.SEARCH_TIMEOUT_S = 0.2
    home = get_home(owner)
    make_conversation(owner, ["passports"])
    make_version(home)
    limits = {"after": "2026-06-01", "before": "2026-06-01T07:00:00Z"}
    assert search(api, **limits).status_code == 503
    home.time_zone = "America/Los_Angeles"
    home.save()
    assert search(api, **limits).json()["total"] == 0


def test_a_sender_of_another_organization_finds_nothing(stranger, stranger_api, owner, settings):
    settings.SEARCH_TIMEOUT_S = 0.2
    make_conversation(owner, ["passports"])
    make_version(get_home(stranger))
    assert search(stranger_api, sender="Ada").json()["hits"] == []


def test_only_posting_is_searching(api):
    assert api.get(URL, {"query": "x"}).status_code == 405


@pytest.mark.parametrize("body", ['{"query": "x", "k": ' + "9" * 5_000 + "}", '{"query": "x", "k": 1e400}'])
def test_numbers_beyond_all_bounds(api, body):
    assert api.generic("POST", URL, body, content_type="application/json").status_code == 400


@pytest.mark.parametrize("body", ["", "[]", '"x"', "null", "[" * 5000, '{"query": "\\ud800"}'])
def test_bodies_of_another_shape(api, body):
    answer = api.generic("POST", URL, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] in ("invalid", "parse_error")
