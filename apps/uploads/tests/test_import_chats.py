from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.uploads.management.commands.import_chats import NEEDS_INPUT_CODE
from apps.uploads.management.folders import find_files
from apps.uploads.models import Job, Participant, Upload
from apps.uploads.tests.factories import get_home, make_whatsapp
from apps.uploads.tests.stages import run_parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path) -> Path:
    """Two chats, one of them deeper, and a file that systems leave behind."""
    chats = tmp_path / "chats"
    (chats / "2026").mkdir(parents=True)
    (chats / "a.txt").write_text(make_whatsapp(2, marker="a"))
    (chats / "2026" / "b.txt").write_text(make_whatsapp(2, marker="b"))
    (chats / ".DS_Store").write_text("x")
    return chats


def run(*arguments) -> str:
    printed = StringIO()
    call_command("import_chats", *map(str, arguments), stdout=printed)
    return printed.getvalue()


def test_a_folder_is_imported_with_everything_in_it(owner, folder):
    assert "2 received (0 known already), 0 refused." in run(folder, "--organization", get_home(owner).slug)
    assert set(Upload.objects.values_list("filename", flat=True)) == {"a.txt", "b.txt"}
    assert set(Job.objects.values_list("organization", flat=True)) == {get_home(owner).pk}


def test_the_files_stay_where_they_are(owner, folder):
    before = (folder / "a.txt").read_bytes()
    run(folder)
    assert (folder / "a.txt").read_bytes() == before


def test_what_is_known_is_counted(owner, folder):
    run(folder)
    assert "2 received (2 known already), 0 refused." in run(folder)
    assert Job.objects.count() == 2


def test_a_refused_file_does_not_stop_the_others(owner, folder):
    (folder / "empty.txt").touch()
    assert "2 received (0 known already), 1 refused." in run(folder)


def test_nothing_to_import_is_an_error(owner, folder):
    (folder / "empty.txt").touch()
    with pytest.raises(CommandError, match="Nothing was imported"):
        run(folder / "empty.txt")


def test_what_is_not_there_is_an_error_before_anything_is_taken(owner, folder):
    with pytest.raises(CommandError, match="does not exist"):
        run(folder / "a.txt", folder / "missing.txt")
    assert not Upload.objects.exists()


def test_an_unknown_organization_is_an_error(owner, folder):
    with pytest.raises(CommandError, match="no organization 'nobody'"):
        run(folder, "--organization", "nobody")


def test_what_is_stated_about_times_is_kept(owner, folder):
    run(folder / "a.txt", "--timezone", "Europe/Berlin", "--date-order", "dmy")
    upload = Upload.objects.get()
    assert (upload.timezone, upload.date_order, upload.uploaded_by) == ("Europe/Berlin", "dmy", None)


def test_files_come_in_the_order_they_are_named(folder, tmp_path):
    assert find_files([folder / "a.txt", folder / "2026"], tmp_path) == [
        folder / "a.txt",
        folder / "2026" / "b.txt",
    ]


@pytest.mark.django_db(transaction=True)
def test_waiting_where_no_worker_is_does_the_work_here(owner, folder):
    printed = run(folder, "--wait")
    assert "2 of 2 imported." in printed
    assert set(Job.objects.values_list("status", flat=True)) == {"succeeded"}


@pytest.mark.django_db(transaction=True)
def test_what_waits_for_a_choice_is_told_with_the_options_that_answer_it(owner, folder):
    (folder / "a.txt").write_text("03/04/2026, 10:00 - Ada: hi\n")
    told = StringIO()
    with pytest.raises(CommandError, match="1 wait for your choice") as stopped:
        call_command("import_chats", str(folder), "--wait", stdout=StringIO(), stderr=told)
    assert stopped.value.returncode == NEEDS_INPUT_CODE
    assert "a.txt: " in told.getvalue()
    assert "  --date-order mdy: " in told.getvalue()
    assert sorted(Job.objects.values_list("status", flat=True)) == ["needs_input", "succeeded"]


def test_columns_can_be_stated(owner, folder):
    run(folder / "a.txt", "--column", "sender=From", "--column", "text=Body", "--clock", "12")
    assert Upload.objects.get().choices == {"columns": {"sender": "From", "text": "Body"}, "clock": "12"}


def test_a_choice_that_is_none_is_an_error_before_anything_is_taken(owner, folder):
    with pytest.raises(CommandError, match="timezone must be"):
        run(folder / "a.txt", "--timezone", "Nowhere/Land")
    assert not Upload.objects.exists()


def test_a_folder_that_is_one_export_is_taken_as_a_whole(owner, tmp_path):
    export = tmp_path / "Team export"
    (export / "general").mkdir(parents=True)
    (export / "users.json").write_text('[{"id": "U1", "profile": {"display_name": "Ann"}}]')
    (export / "channels.json").write_text('[{"id": "C1", "name": "general", "members": ["U1"]}]')
    day = '[{"type": "message", "user": "U1", "text": "hi", "ts": "1700000000.000100"}]'
    (export / "general" / "2023-11-14.json").write_text(day)
    (export / "photo.jpg").write_bytes(b"x")
    assert "1 received (0 known already)" in run(export)
    assert "1 received (1 known already)" in run(export), "the same files make the same bytes"
    upload = Upload.objects.get(duplicate_of=None)
    assert upload.filename == "Team export.zip"
    run_parse(upload)
    assert list(upload.source_files.values_list("format", flat=True)) == ["slack"]
    assert list(Participant.objects.values_list("name", flat=True)) == ["Ann"]
