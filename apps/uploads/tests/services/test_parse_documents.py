"""Documents and mail on their way through the parse stage."""

import io

import docx
import pytest

from apps.uploads.models import Conversation, JobStatus
from apps.uploads.tests.factories import make_upload, make_zip
from apps.uploads.tests.intake.tars import make_tar
from apps.uploads.tests.parsing.documents.pdfs import Text, make_pdf
from apps.uploads.tests.stages import run_parse

pytestmark = pytest.mark.django_db
PAGE = [Text("Beans and peas.", 50)]
MAIL = (
    b"From: Ann <ann@example.org>\nDate: Sat, 13 Jan 2024 11:30:00 +0100\nMessage-ID: <1@x>\n"
    b"Subject: Shed\n\nOpen.\n"
)


def make_docx(text: str) -> bytes:
    word, buffer = docx.Document(), io.BytesIO()
    word.add_paragraph(text)
    word.save(buffer)
    return buffer.getvalue()


def read_texts(upload) -> dict[str, list[str]]:
    found = Conversation.objects.filter(upload=upload)
    return {one.name: list(one.messages.order_by("sequence").values_list("text", flat=True)) for one in found}


def test_documents_of_one_title_in_one_archive_become_two_conversations(owner):
    titled = {f"{n}.pdf": make_pdf([[Text(f"page of {n}", 50)]], title="Untitled") for n in (1, 2)}
    upload = make_upload(owner, make_tar(titled | {"letter.docx": make_docx("Dear Bob")}), "papers.tgz")
    job = run_parse(upload)
    assert job.status != JobStatus.FAILED
    names = sorted(Conversation.objects.filter(upload=upload).values_list("name", "format", "message_count"))
    assert names == [("Untitled", "pdf", 1), ("Untitled", "pdf", 1), ("letter", "docx", 1)]


def test_a_mail_in_an_archive(owner):
    upload = make_upload(owner, make_zip({"mails/1.eml": MAIL}), "mails.zip")
    run_parse(upload)
    assert read_texts(upload) == {"Shed": ["Shed\n\nOpen."]}


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (make_pdf([[]]), "scan.pdf", "scanned_pdf"),
        (make_pdf([PAGE])[:60], "cut.pdf", "broken_pdf"),
        (make_docx("x")[:2000], "cut.docx", "broken_document"),
        (make_zip({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}), "table.xlsx", "office_file"),
        (make_zip({"inner.zip": make_zip({"chat.txt": "x"})}), "nested.zip", "nothing_to_read"),
        (make_tar({"a.txt": b"x" * 50_000})[:100], "cut.tgz", "truncated_archive"),
        (b"{\\rtf1 words}", "old.rtf", "binary_file"),
    ],
)
def test_what_cannot_be_read_fails_its_job_with_a_reason(owner, content, name, code):
    job = run_parse(make_upload(owner, content, name))
    assert (job.status, job.error_code) == (JobStatus.FAILED, code)
    assert job.error_message.endswith(".")
