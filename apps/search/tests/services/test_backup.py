"""What is lost comes back from a backup, and a backup that does not fit changes nothing."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from apps.accounts.models import Organization
from apps.search.models import IndexState, IndexVersion, Segment
from apps.search.retrieval.query import SearchRequest
from apps.search.services.answer_query import rank
from apps.search.services.backup_format import BackupRefused, read_backup
from apps.search.services.backup_index import backup_index
from apps.search.services.index_versions import load_codec
from apps.search.services.ledger import verify_ledger
from apps.search.services.restore_index import Restored, restore_index
from apps.search.services.segment_store import read_segment
from apps.uploads.models import Conversation, Message, Upload
from apps.uploads.services.remove import remove_conversation, remove_message
from apps.uploads.tests.factories import make_whatsapp

pytestmark = pytest.mark.django_db


@pytest.fixture
def upload(searchable) -> Upload:
    return searchable(make_whatsapp(25, marker="passport"))


@pytest.fixture
def backup(upload, tmp_path) -> Path:
    backup_index(tmp_path / "backup")
    return tmp_path / "backup"


def find() -> list[tuple[int, float]]:
    ranked = rank(IndexVersion.objects.get().pk, SearchRequest("message 7 passport", k=25))
    return [(hit.message_id, round(hit.score, 4)) for hit in ranked.hits]


def lose_files() -> None:
    load_codec.cache_clear()
    names = [*Segment.objects.values_list("file", flat=True), IndexVersion.objects.get().codec_file]
    for name in names:
        default_storage.delete(name)


def check_whole() -> None:
    report = verify_ledger(settled=True, describe_replica=None)
    assert (report.violations, report.searchable) == ([], report.messages)


def test_a_backup_says_what_is_in_it(backup):
    read = read_backup(backup)
    (version,) = read.versions
    assert (version.message_count, len(version.segments), version.model["name"]) == (25, 3, "hashing-64")
    assert len(list(backup.rglob("*.safetensors"))) == 3


def test_lost_files_come_back(backup):
    lose_files()
    assert restore_index(backup) == Restored(versions=1, segments=3, messages=25)
    check_whole()
    assert restore_index(backup) == Restored(versions=1, kept=3)


def test_lost_rows_come_back_and_no_message_is_found_twice(backup, search_worker):
    before = find()
    Segment.objects.order_by("pk").first().delete()
    assert restore_index(backup) == Restored(versions=1, segments=1, messages=10, kept=2)
    check_whole()
    search_worker.replicas.follow()
    assert find() == before
    version = IndexVersion.objects.get()
    search_worker.replicas.rebuild(version)
    assert find() == before


def test_a_lost_version_comes_back_once(backup, search_worker):
    before = find()
    IndexVersion.objects.all().delete()
    lose = [path for path in (Path(default_storage.location) / "segments").rglob("*") if path.is_file()]
    for path in lose:
        path.unlink()
    assert restore_index(backup).messages == 25
    assert restore_index(backup).kept == 3
    assert IndexVersion.objects.get().state == IndexState.ACTIVE
    check_whole()
    search_worker.replicas.follow()
    assert find() == before


def test_what_was_deleted_since_does_not_come_back(backup, searchable):
    searchable(make_whatsapp(5, marker="harbour"), "other.txt")
    gone = Message.objects.order_by("sequence").first()
    remove_message(gone)
    lose_files_of_backup(backup)
    assert restore_index(backup).messages == 24
    check_whole()
    assert gone.pk not in [pk for segment in Segment.objects.all() for pk in read_segment(segment).ids]
    remove_conversation(Conversation.objects.get(upload=gone.conversation.upload))
    with pytest.raises(BackupRefused, match="None of the backup's conversations"):
        restore_index(backup)


def lose_files_of_backup(backup: Path) -> None:
    for file in read_backup(backup).files:
        default_storage.delete(file.name)


@pytest.mark.parametrize("kind", ["manifest.json", "*.codec", "*.safetensors"])
@pytest.mark.parametrize("is_lost", [False, True])
def test_a_damaged_backup_is_refused_before_anything_is_written(backup, kind, is_lost):
    lose_files()
    path = next(backup.rglob(kind))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink() if is_lost else path.write_bytes(content)
    with pytest.raises(BackupRefused, match=r"damaged|missing|no whole backup"):
        restore_index(backup)
    assert not any(default_storage.exists(name) for name in Segment.objects.values_list("file", flat=True))


def test_a_backup_of_other_messages_is_refused(backup):
    Segment.objects.all().delete()
    Message.objects.filter(sequence=3).delete()
    conversation = Conversation.objects.get()
    Message.objects.create(conversation=conversation, sequence=3, text="another")
    with pytest.raises(BackupRefused, match="holds other messages"):
        restore_index(backup)
    Upload.objects.update(sha256="0" * 64)
    with pytest.raises(BackupRefused, match="another one here"):
        restore_index(backup)
    assert not Segment.objects.exists()


def test_a_backup_from_before_the_codec_changed_is_refused(backup):
    IndexVersion.objects.update(codec_sha256="0" * 64)
    with pytest.raises(BackupRefused, match="with another codec"):
        restore_index(backup)


def test_a_backup_of_an_organization_that_is_not_here_is_refused(backup):
    Organization.objects.update(slug="another")
    with pytest.raises(BackupRefused, match="no organization"):
        restore_index(backup)


def test_a_damaged_file_is_not_backed_up(upload, tmp_path):
    default_storage.delete(Segment.objects.first().file)
    with pytest.raises(BackupRefused, match="verify_index --heal"):
        backup_index(tmp_path / "backup")
    assert not (tmp_path / "backup" / "manifest.json").exists()


def test_the_commands(upload, tmp_path):
    printed = StringIO()
    folder = str(tmp_path / "backup")
    call_command("backup_index", folder, "--link", stdout=printed)
    assert "with 25 messages in 4 files" in printed.getvalue()
    with pytest.raises(CommandError, match="not empty"):
        call_command("backup_index", folder)
    call_command("restore_index", folder, stdout=printed)
    assert "3 were there and whole" in printed.getvalue()
    manifest = tmp_path / "backup" / "manifest.json"
    manifest.write_text(json.dumps({"backup": {}, "sha256": ""}))
    with pytest.raises(CommandError, match=r"damaged\. Nothing was changed"):
        call_command("restore_index", folder)
