"""Every page of accounts answers, is one document with one heading, and carries the security headers."""

import re

import pytest

from apps.accounts.services.tokens import create_token

VISITOR_PAGES = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/abc-def/",
    "/accounts/password/reset/key/done/",
    "/accounts/confirm-email/",
    "/accounts/confirm-email/wrong-key/",
    "/accounts/inactive/",
]
MEMBER_PAGES = [
    "/settings/",
    "/settings/tokens/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/logout/",
    "/accounts/reauthenticate/",
]


def check_document(response) -> None:
    html = response.text
    assert html.startswith("<!doctype html>")
    assert '<html lang="en"' in html
    assert len(re.findall(r"<h1\b", html)) == 1
    assert len(re.findall(r"<main\b", html)) == 1
    title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1].strip()
    assert not title.startswith("·")
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    check_labels(html)


def check_labels(html: str) -> None:
    """Every input to fill in has a label that names it, or a name of its own."""
    labelled = set(re.findall(r'<label[^>]*\sfor="([^"]+)"', html))
    inputs = re.findall(r"<(?:input|select|textarea)\b[^>]*>", html)
    for tag in inputs:
        if re.search(r'type="(hidden|radio)"', tag) or "aria-label" in tag:
            continue
        assert re.search(r'\sid="([^"]+)"', tag)[1] in labelled, tag


@pytest.mark.parametrize("path", VISITOR_PAGES)
def test_pages_for_visitors(client, user, path):
    response = client.get(path, follow=True)
    assert response.status_code == 200
    check_document(response)


@pytest.mark.parametrize("path", MEMBER_PAGES)
def test_pages_for_members(member_client, user, path):
    create_token(user, "in use", days=30)
    response = member_client.get(path)
    assert response.status_code == 200
    check_document(response)


@pytest.mark.parametrize("path", MEMBER_PAGES)
def test_visitors_are_sent_to_log_in(client, user, path):
    assert client.get(path, follow=True).request["PATH_INFO"] in {"/accounts/login/"}


@pytest.mark.parametrize("path", ["/settings/", "/settings/tokens/"])
def test_pages_answer_head(member_client, path):
    assert member_client.head(path).status_code == 200


def test_the_welcome_page_is_a_document(client, db):
    check_document(client.get("/welcome/"))


def test_closed_sign_up_is_a_document(client, user, settings):
    settings.SIGNUP_OPEN = False
    check_document(client.get("/accounts/signup/"))


def test_pages_carry_the_content_security_policy(client, user):
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert directives["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy


def test_pages_ask_for_nothing_from_elsewhere(client, user):
    html = client.get("/accounts/login/").text
    assert re.findall(r'(?:src|href)="(?:https?:)?//[^"]*"', html) == []


def test_unknown_addresses_answer_our_own_page(client, user):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "There is nothing here" in response.text


def test_a_failure_answers_our_own_page(client, user, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr("apps.accounts.views.tokens.list_tokens", fail)
    client.force_login(user)
    client.raise_request_exception = False
    response = client.get("/settings/tokens/")
    assert response.status_code == 500
    assert "Something broke on our side" in response.text


def test_a_page_costs_few_queries(member_client, user, django_assert_max_num_queries):
    member_client.get("/settings/")
    with django_assert_max_num_queries(7):
        member_client.get("/settings/")
