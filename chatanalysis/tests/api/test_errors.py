import pytest
from django.db import OperationalError
from rest_framework.test import APIClient

from chatanalysis.api import ApiError, describe_error

pytestmark = pytest.mark.django_db


def test_an_error_of_ours_keeps_its_code_and_sentence():
    error = ApiError(409, "not_possible", "It has ended.")
    assert error.status_code == 409
    assert describe_error(error, None) == {"code": "not_possible", "message": "It has ended."}


@pytest.mark.parametrize("path", ["/api/v1/nothing/", "/api/v1/jobs/no-uuid/", "/api/v1/conversations/x/"])
def test_unknown_addresses_answer_programs_in_json(path):
    answer = APIClient().get(path)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_a_body_that_is_no_json(admin_client):
    answer = admin_client.post("/api/v1/search/", "{broken", content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "parse_error"


def test_fields_that_cannot_be_used_are_named(admin_client):
    answer = admin_client.post("/api/v1/search/", {"k": 0}, content_type="application/json")
    error = answer.json()["error"]
    assert answer.status_code == 400
    assert error["code"] == "invalid"
    assert set(error["fields"]) == {"query", "k"}


def test_a_database_that_is_away_is_no_fault_of_the_request(admin_client, monkeypatch):
    def lose_connection(*_args, **_kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("apps.uploads.selectors.list_queues", lose_connection)
    answer = admin_client.get("/api/v1/queue/")
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "database_unavailable"
    assert int(answer["Retry-After"]) > 0


def test_people_get_a_page(admin_client):
    answer = admin_client.get("/nothing-here/")
    assert answer.status_code == 404
    assert "text/html" in answer["Content-Type"]


def test_an_error_of_the_server_is_told_in_the_same_shape(admin_client, monkeypatch):
    """Whatever breaks: programs read JSON, and learn nothing about our inside."""

    def break_down(*_args, **_kwargs):
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("apps.uploads.selectors.list_queues", break_down)
    admin_client.raise_request_exception = False
    answer = admin_client.get("/api/v1/queue/")
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "server_error"
    assert "secret" not in answer.content.decode()
