"""What operators type, against a live system."""

import json
from pathlib import Path

import pytest

from chatanalysis.tests.api_client import ApiClient
from chatanalysis.tests.faults.chats import GeneratedChat, make_chat

pytestmark = [pytest.mark.system, pytest.mark.slow]


@pytest.fixture(scope="module")
def organization(live_system) -> str:
    """The slug of an organization that these tests have for themselves."""
    live_system.make_user("operator@example.org")
    return "operator"


@pytest.fixture(scope="module")
def chat(live_system, organization, tmp_path_factory) -> GeneratedChat:
    """A chat that `import_chats --wait` has brought in."""
    made = make_chat(21, 300)
    folder: Path = tmp_path_factory.mktemp("chats")
    (folder / "lake.txt").write_bytes(made.content)
    printed = live_system.manage("import_chats", str(folder), "--organization", organization, "--wait")
    assert "1 of 1 imported." in printed
    return made


def search(live_system, organization: str, query: str, *options: str) -> dict:
    arguments = (query, "--organization", organization, "--mode", "keyword", "--json", *options)
    return json.loads(live_system.manage("search", *arguments))


def test_what_was_imported_is_found(live_system, organization, chat):
    answer = search(live_system, organization, chat.make_marker(123))
    assert answer["total"] == 1
    assert chat.make_marker(123) in answer["hits"][0]["text"]


def test_search_prints_for_people_too(live_system, organization, chat):
    printed = live_system.manage(
        "search", chat.make_marker(7), "--organization", organization, "--mode", "keyword"
    )
    assert chat.make_marker(7) in printed


def test_the_ledger_is_in_order(live_system, chat):
    assert "The ledger is in order." in live_system.manage("verify_ledger")
    assert json.loads(live_system.manage("verify_ledger", "--json"))["violations"] == []


def test_a_token_from_the_command_line_opens_the_api(live_system, chat):
    client = ApiClient(live_system.base_url, live_system.make_token("operator@example.org"))
    assert client.get("conversations/")["results"][0]["message_count"] == chat.messages
