import json

import pytest
from django.core.management import CommandError, call_command

from apps.uploads.tests.factories import get_home, make_conversation

pytestmark = pytest.mark.django_db


def test_all_of_an_organization_or_some_of_it(owner, stranger, tmp_path):
    first, second = (make_conversation(owner, [name], name=name) for name in ("one", "two"))
    foreign = make_conversation(stranger, ["secret"])
    slug, target = get_home(owner).slug, tmp_path / "chats.jsonl"

    def export(*more: str) -> list[str]:
        call_command("export_chats", "--organization", slug, "--output", str(target), *more)
        lines = map(json.loads, target.read_text().splitlines())
        return [line["text"] for line in lines if line["type"] == "message"]

    assert export() == ["one", "two"]
    assert export("--conversation", str(second.pk), "--conversation", str(first.pk)) == ["two", "one"]
    with pytest.raises(CommandError, match=str(foreign.pk)):
        export("--conversation", str(foreign.pk))


def test_without_a_file_it_is_written_out(owner, capsysbinary):
    make_conversation(owner, ["one"])
    call_command("export_chats", "--organization", get_home(owner).slug, "--as", "html")
    assert b"<!doctype html>" in capsysbinary.readouterr().out
