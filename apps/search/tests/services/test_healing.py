"""One flipped byte in any file: it is noticed, made good from the database, and search answers as before."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models.functions import Now

from apps.search.indexing.base import IndexDamaged
from apps.search.models import IndexReplica, IndexVersion, Segment
from apps.search.retrieval.query import SearchRequest
from apps.search.services import healing, index_versions
from apps.search.services import verify_index as verify
from apps.search.services.add_segment import VersionRetired, add_segment
from apps.search.services.answer_query import rank
from apps.search.services.ledger import verify_ledger
from apps.search.services.maintain_replicas import Maintenance
from apps.search.services.rebuild_index import rebuild_index
from apps.search.services.replicas import ReplicaSet
from apps.search.services.segment_store import read_segment
from apps.search.services.verify_index import verify_index
from apps.uploads.models import Upload
from apps.uploads.tests.factories import get_home, make_whatsapp

pytestmark = pytest.mark.django_db
STORED = ["segment", "codec"]
REPLICA = [
    "manifest.json",
    "tokens.bin",
    "dense.faiss",
    "columns.safetensors",
    "speakers.json",
    "meta.json",
    ".term",
]


@pytest.fixture
def upload(searchable, search_worker) -> Upload:
    upload = searchable(make_whatsapp(25, marker="passport"))
    search_worker.replicas.snapshot()
    return upload


@pytest.fixture(autouse=True)
def forgetful():
    """A codec that was read once stays in memory: tests are to read the file."""
    index_versions.load_codec.cache_clear()
    yield
    index_versions.load_codec.cache_clear()


def find() -> list[tuple[int, float]]:
    ranked = rank(IndexVersion.objects.get().pk, SearchRequest("message 7 passport", k=25))
    return [(hit.message_id, round(hit.score, 4)) for hit in ranked.hits]


def get_file(kind: str) -> Path:
    if kind == "codec":
        return Path(default_storage.path(IndexVersion.objects.get().codec_file))
    if kind == "segment":
        return Path(default_storage.path(Segment.objects.order_by("pk")[1].file))
    found = sorted(path for path in settings.REPLICA_DIR.rglob(f"*{kind}") if "live" not in path.parts)
    return found[0]


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    # Not in place: that would damage the running worker's own files too, which are the same by hard links.
    path.unlink()
    path.write_bytes(content)


@pytest.mark.parametrize("kind", REPLICA)
def test_a_worker_that_starts_answers_as_before(upload, search_worker, kind):
    before = find()
    search_worker.replicas.close()
    flip(get_file(kind))
    search_worker.replicas = ReplicaSet("tests")
    assert find() == before


@pytest.mark.parametrize("kind", REPLICA)
def test_a_running_worker_notices_and_builds_anew(upload, search_worker, kind):
    before = find()
    old = search_worker.replicas.get(IndexVersion.objects.get())
    flip(get_file(kind))
    Maintenance(search_worker.replicas).scrub([])
    assert search_worker.replicas.get(IndexVersion.objects.get()) is not old
    assert find() == before
    assert verify_index().damages == ()


def test_a_running_worker_leaves_alone_what_is_whole(upload, search_worker):
    old = search_worker.replicas.get(IndexVersion.objects.get())
    Maintenance(search_worker.replicas).scrub([])
    assert search_worker.replicas.get(IndexVersion.objects.get()) is old


@pytest.mark.parametrize("kind", STORED)
@pytest.mark.parametrize("is_lost", [False, True])
def test_stored_files_are_made_again(
    upload, search_worker, kind, is_lost, django_capture_on_commit_callbacks
):
    before = find()
    get_file(kind).unlink() if is_lost else flip(get_file(kind))
    assert len(verify_index().damages) == 1
    with django_capture_on_commit_callbacks(execute=True):
        verify_index(heal=True)
    assert verify_index().damages == ()
    rebuild_all(search_worker)
    assert find() == before


def rebuild_all(search_worker) -> None:
    for version in IndexVersion.objects.all():
        search_worker.replicas.rebuild(version)


@pytest.mark.parametrize("kind", STORED)
def test_a_worker_without_a_replica_heals_what_it_meets(upload, search_worker, kind):
    before = find()
    flip(get_file(kind))
    search_worker.replicas = ReplicaSet("another")
    assert find() == before
    search_worker.replicas.close()


def test_a_codec_that_cannot_be_made_again_codes_every_segment_anew(
    upload, search_worker, monkeypatch, django_capture_on_commit_callbacks
):
    """As if another release had made the one that was lost: its SHA-256 is not the one of today's."""
    version = IndexVersion.objects.get()
    before, files = find(), set(Segment.objects.values_list("file", flat=True))
    content = get_file("codec").read_bytes()
    IndexVersion.objects.update(codec_sha256="0" * 64)
    with django_capture_on_commit_callbacks(execute=True):
        verify_index(heal=True)
    version.refresh_from_db()
    assert Path(default_storage.path(version.codec_file)).read_bytes() == content
    assert files.isdisjoint(Segment.objects.values_list("file", flat=True))
    Maintenance(search_worker.replicas).run_once()
    assert IndexReplica.objects.get().rebuild_asked_at is None
    assert find() == before


def test_a_search_worker_leaves_coding_everything_anew_to_the_embed_worker(
    upload, search_worker, monkeypatch
):
    asked = []
    monkeypatch.setattr(
        healing.current_app, "send_task", lambda name, **where: asked.append((name, where["queue"]))
    )
    IndexVersion.objects.update(codec_sha256="0" * 64)
    search_worker.replicas = ReplicaSet("another")
    for _ in range(2):
        with pytest.raises(IndexDamaged):
            find()
    assert asked == [("search.heal_index", "embed")]


def test_rebuilding_from_messages_gives_the_same(
    upload, owner, search_worker, django_capture_on_commit_callbacks
):
    before, old = find(), search_worker.replicas.get(IndexVersion.objects.get())
    ids = [read_segment(segment).ids.tolist() for segment in Segment.objects.all()]
    with django_capture_on_commit_callbacks(execute=True):
        assert rebuild_index(get_home(owner), from_messages=True) == 1
    Maintenance(search_worker.replicas).run_once()
    assert search_worker.replicas.get(IndexVersion.objects.get()) is not old
    assert [read_segment(segment).ids.tolist() for segment in Segment.objects.all()] == ids
    assert verify_index().damages == ()
    assert find() == before


def test_a_rebuild_that_breaks_off_changes_nothing(upload, search_worker, monkeypatch):
    before, version = find(), IndexVersion.objects.get()
    old = search_worker.replicas.get(version)

    def fail(self):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("apps.search.indexing.replica.Replica.snapshot", fail)
    with pytest.raises(OSError, match="No space"):
        search_worker.replicas.rebuild(version)
    monkeypatch.undo()
    assert search_worker.replicas.get(version) is old
    assert find() == before
    assert [path.name for path in old.folder.parent.iterdir()] == [old.folder.name]


def test_the_commands_tell_and_heal(upload, search_worker):
    printed = StringIO()
    call_command("verify_index", stdout=printed)
    assert "5 files and replicas read" in printed.getvalue()
    flip(get_file("segment"))
    with pytest.raises(CommandError, match="1 damaged"):
        call_command("verify_index", stdout=printed)
    call_command("verify_index", "--heal", stdout=printed)
    call_command("verify_index", stdout=printed)
    call_command("rebuild_index", stdout=printed)
    assert IndexReplica.objects.get().rebuild_asked_at is not None
    call_command("compact_index", stdout=printed)
    assert "0 segments rewritten" in printed.getvalue()


def test_what_cannot_be_healed_holds_up_nothing_else(upload, search_worker, monkeypatch):
    first, second, _ = Segment.objects.order_by("pk")
    for segment in (first, second):
        default_storage.delete(segment.file)
    heal = verify.heal_segment

    def heal_second(segment):
        if segment == first:
            raise OSError("the model is away")
        return heal(segment)

    monkeypatch.setattr(verify, "heal_segment", heal_second)
    with pytest.raises(CommandError, match="the model is away"):
        call_command("verify_index", "--heal", stdout=StringIO())
    assert len(verify_index().damages) == 1


def test_of_several_replicas_one_that_cannot_be_built_holds_up_no_other(
    upload, searchable, stranger, search_worker, monkeypatch
):
    searchable(make_whatsapp(5, marker="harbour"), user=stranger)
    first = IndexVersion.objects.order_by("pk").first()
    IndexReplica.objects.update(rebuild_asked_at=Now())
    rebuild = search_worker.replicas.rebuild

    def rebuild_second(version):
        if version == first:
            raise OSError("disk full")
        rebuild(version)

    monkeypatch.setattr(search_worker.replicas, "rebuild", rebuild_second)
    with pytest.raises(OSError, match="disk full"):
        Maintenance(search_worker.replicas).run_once()
    asked = IndexReplica.objects.filter(rebuild_asked_at__isnull=False)
    assert [replica.index_version for replica in asked] == [first]


def test_nothing_in_an_old_code_comes_in_after_the_codec_was_replaced(upload, owner):
    """A worker that embeds holds the codec in memory."""
    version = IndexVersion.objects.select_related("model").get()
    late = Segment(index_version=version, conversation=upload.conversations.get(), first_sequence=90)
    IndexVersion.objects.update(codec_sha256="0" * 64)
    with pytest.raises(VersionRetired), transaction.atomic():
        add_segment(late)


@pytest.mark.parametrize("lost", [[0], [1], [2], [0, 1, 2]])
def test_segments_whose_rows_were_lost_are_made_again(upload, search_worker, lost):
    before = find()
    segments = list(Segment.objects.order_by("pk"))
    for number in lost:
        segments[number].delete()
    assert not check_ledger()
    assert len(verify_index().damages) == (1 if len(lost) == 1 else 3)
    verify_index(heal=True)
    assert verify_index().damages == ()
    assert check_ledger()
    search_worker.replicas.rebuild(IndexVersion.objects.get())
    # Scores differ a little: neighbours count that stand beside a message in the order of the segments.
    assert {pk for pk, _ in find()} == {pk for pk, _ in before}


def check_ledger() -> bool:
    return not verify_ledger(settled=True, describe_replica=None).violations


def test_messages_on_their_way_are_no_gap(upload, parsed):
    parsed(make_whatsapp(5, marker="harbour"), "later.txt")
    assert verify_index().damages == ()
