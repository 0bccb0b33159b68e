"""Who gets an answer at all, and in what shape a refusal comes. One list of endpoints for all of it."""

import uuid

import pytest
from rest_framework.test import APIClient

from apps.uploads.models import Conversation
from apps.uploads.tests.factories import make_conversation

pytestmark = pytest.mark.django_db

LISTS = ["/api/v1/uploads/", "/api/v1/jobs/", "/api/v1/conversations/", "/api/v1/queue/", "/api/v1/formats/"]
THINGS = [
    ("get", "/api/v1/uploads/{upload}/"),
    ("get", "/api/v1/uploads/{upload}/report/"),
    ("get", "/api/v1/jobs/{job}/"),
    ("get", "/api/v1/jobs/{job}/events/"),
    ("post", "/api/v1/jobs/{job}/cancel/"),
    ("post", "/api/v1/jobs/{job}/retry/"),
    ("get", "/api/v1/conversations/{conversation}/"),
    ("get", "/api/v1/conversations/{conversation}/messages/"),
    ("get", "/api/v1/conversations/{conversation}/messages/?around={message}"),
]
NOT_FOUND = {"code": "not_found", "message": "There is no such thing, or it is not yours to see."}


@pytest.fixture
def chat(owner) -> Conversation:
    return make_conversation(owner, ["hello"])


@pytest.fixture
def ids(chat) -> dict:
    return {
        "upload": chat.upload_id,
        "job": chat.upload.job.pk,
        "conversation": chat.pk,
        "message": chat.messages.get().pk,
    }


def ask(client: APIClient, method: str, path: str, ids: dict):
    return getattr(client, method)(path.format(**ids))


@pytest.mark.parametrize(("method", "path"), [*(("get", path) for path in LISTS), *THINGS])
def test_without_credentials_nothing_is_told(ids, method, path):
    answer = ask(APIClient(), method, path, ids)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["error"]["code"] == "not_authenticated"


@pytest.mark.parametrize("value", ["Bearer", "Bearer nonsense", "Bearer ca_\x7f\xff", "bearer a b c"])
def test_a_token_nobody_issued_is_refused(value):
    answer = APIClient().get("/api/v1/jobs/", HTTP_AUTHORIZATION=value)
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "authentication_failed"


@pytest.mark.parametrize(("method", "path"), THINGS)
def test_a_colleague_may_what_the_owner_may(colleague_api, ids, method, path):
    assert ask(colleague_api, method, path, ids).status_code in (200, 202, 409)


@pytest.mark.parametrize(("method", "path"), THINGS)
def test_a_stranger_s_answer_is_that_of_an_unknown_thing(stranger_api, ids, method, path):
    unknown = {"upload": uuid.uuid4(), "job": uuid.uuid4(), "conversation": 10**17, "message": 1}
    answers = [ask(stranger_api, method, path, known) for known in (ids, unknown)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert [answer.json() for answer in answers] == [{"error": NOT_FOUND}] * 2


@pytest.mark.parametrize("path", LISTS[:3])
def test_lists_hold_what_one_may_see(api, colleague_api, stranger_api, chat, path):
    assert api.get(path).json()["count"] == colleague_api.get(path).json()["count"] == 1
    assert stranger_api.get(path).json()["count"] == 0


def test_a_session_is_enough_for_reading_and_needs_the_csrf_token_for_writing(owner, ids):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(owner)
    assert ask(client, "get", "/api/v1/jobs/{job}/", ids).status_code == 200
    refused = ask(client, "post", "/api/v1/jobs/{job}/cancel/", ids)
    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "permission_denied"


def test_a_wrong_method_is_named(api):
    answer = api.delete("/api/v1/jobs/")
    assert answer.status_code == 405
    assert answer.json()["error"]["code"] == "method_not_allowed"


@pytest.mark.parametrize("path", LISTS[:3])
def test_a_list_costs_as_many_queries_as_its_first_row(api, owner, path, django_assert_max_num_queries):
    def count_queries() -> int:
        with django_assert_max_num_queries(20) as captured:
            assert api.get(path).status_code == 200
        return len(captured)

    make_conversation(owner, ["one"], name="first")
    count_queries()  # the token's first use is noted
    one = count_queries()
    for number in range(5):
        make_conversation(owner, ["more"], name=f"number {number}")
    assert count_queries() == one
