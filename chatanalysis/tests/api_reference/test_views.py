import re

import pytest

from apps.accounts.services.accounts import create_account

DOCS = "/api/docs/"


@pytest.fixture
def page(db, client) -> str:
    create_account("ana@example.org", "x")
    return client.get(DOCS).text


def test_every_interface_is_documented(page):
    paths = set(re.findall(r"<code>(/api/v1/[^<]+)</code>", page))
    assert {"/api/v1/uploads/", "/api/v1/jobs/", "/api/v1/search/", "/api/v1/queue/"} <= paths
    assert not any("{format}" in path for path in paths)


def test_links_within_the_page_lead_somewhere(page):
    targets = set(re.findall(r'\sid="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= targets


def test_visitors_may_read_it_and_are_asked_to_log_in(page):
    assert 'href="/accounts/login/' in page


def test_it_needs_no_exception_from_the_content_security_policy(client, page):
    assert "unsafe" not in client.get(DOCS)["Content-Security-Policy"]
