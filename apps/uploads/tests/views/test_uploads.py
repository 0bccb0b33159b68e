from django.urls import reverse
from django.utils.html import strip_tags

from apps.uploads.models import SourceFile, SourceState
from apps.uploads.tests.chats import bring, make_lines
from apps.uploads.tests.factories import make_conversation, make_upload
from apps.uploads.tests.stages import run_parse


def open_upload(client, upload):
    return client.get(reverse("uploads:upload_detail", args=[upload.pk]))


def test_an_upload_reports_how_its_files_were_read(owner, owner_client):
    upload = make_upload(owner, name="pack.zip")
    SourceFile.objects.create(
        upload=upload,
        path="a/_chat.txt",
        state=SourceState.PARSED,
        format="whatsapp",
        message_count=1200,
        skipped_count=60,
        skips=[{"position": 17, "reason": "No date", "excerpt": "<script>alert(1)</script>"}],
        warnings=["The time zone was not stated."],
    )
    SourceFile.objects.create(
        upload=upload, path="b.bin", state=SourceState.FAILED, error_code="binary", error_message="Not text."
    )
    text = open_upload(owner_client, upload).content.decode()
    for expected in (
        "1,200 messages",
        "60 pieces skipped",
        "No date",
        "Not text.",
        "binary",
        "was not stated",
    ):
        assert expected in text
    assert "<script>alert(1)" not in text
    assert "The first 1 are listed." in text


def test_files_that_could_not_be_read_come_first(owner, owner_client):
    upload = make_upload(owner)
    SourceFile.objects.create(upload=upload, path="fine.txt", state=SourceState.PARSED)
    SourceFile.objects.create(upload=upload, path="bad.txt", state=SourceState.FAILED)
    shown = open_upload(owner_client, upload).context["page"]
    assert [source.path for source in shown] == ["bad.txt", "fine.txt"]


def test_its_conversations_are_linked(owner, owner_client):
    conversation = make_conversation(owner, ["hi"], name="Lisbon <3")
    text = open_upload(owner_client, conversation.upload).content.decode()
    assert reverse("search:conversation", args=[conversation.pk]) in text
    assert "Lisbon &lt;3" in text


def test_a_duplicate_shows_what_came_of_the_first(owner, owner_client):
    first = make_upload(owner, "Ana: hi", name="first.txt")
    again = make_upload(owner, "Ana: hi", name="again.txt")
    assert again.duplicate_of == first
    answer = open_upload(owner_client, again)
    assert answer.context["job"] == first.job
    assert reverse("uploads:upload_detail", args=[first.pk]) in answer.content.decode()


def test_a_longer_list_costs_no_more_queries(owner, owner_client, count_queries):
    page = reverse("uploads:uploads")
    make_upload(owner, "Ana: hi")
    make_upload(owner, "Ana: hi")
    few = count_queries(lambda: owner_client.get(page))
    for _ in range(4):
        make_upload(owner)
        make_upload(owner, "Ana: hi")
    assert count_queries(lambda: owner_client.get(page)) == few


def test_more_files_cost_no_more_queries(owner, owner_client, count_queries):
    upload = make_upload(owner)
    SourceFile.objects.create(upload=upload, path="0")
    few = count_queries(lambda: open_upload(owner_client, upload))
    SourceFile.objects.bulk_create(SourceFile(upload=upload, path=str(number)) for number in range(1, 9))
    assert count_queries(lambda: open_upload(owner_client, upload)) == few


def test_a_longer_export_says_what_it_added(owner, owner_client):
    bring(owner, make_lines(*range(6)))
    longer = bring(owner, make_lines(*range(9)))
    text = " ".join(strip_tags(open_upload(owner_client, longer).content.decode()).split())
    assert "9 messages" in text
    assert "3 added" in text
    assert "6 known before" in text
    assert "updated" not in text


def test_what_is_not_read_yet_has_no_count(owner, owner_client):
    upload = make_upload(owner)
    SourceFile.objects.create(upload=upload, path="waits.txt", state=SourceState.WAITING)
    assert "0 messages" not in open_upload(owner_client, upload).content.decode()


def test_a_single_file_is_told_once_and_its_conversation_is_the_next_step(owner, owner_client):
    upload = bring(owner, make_lines(*range(6)))
    answer = open_upload(owner_client, upload)
    text = answer.content.decode()
    assert answer.context["only_file"].path in text
    assert "Recognised by" in text
    assert "Open the conversation" in text
    assert 'id="files-title"' not in text


def test_a_file_that_could_not_be_read_says_what_to_do_instead(owner, owner_client):
    upload = make_upload(owner, b"\x00\x01\x02" * 900)
    job = run_parse(upload)
    text = open_upload(owner_client, upload).content.decode()
    assert "It was not imported" in text
    assert job.error_message in text
    assert reverse("uploads:formats") in text
    assert "Import report" not in text
