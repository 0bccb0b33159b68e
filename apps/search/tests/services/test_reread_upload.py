"""A file that is read in another way is found as it is read now, each message once."""

import pytest

from apps.search.models import IndexVersion
from apps.search.retrieval.query import Mode, SearchRequest
from apps.search.services.answer_query import rank
from apps.search.services.ids_digest import describe_ids
from apps.search.services.ledger import verify_ledger
from apps.search.tests.stages import run_embed, run_index
from apps.uploads.models import JobStatus, Message, Upload
from apps.uploads.services.choose_reading import choose_reading, read_choices
from apps.uploads.services.reread_upload import reread_upload
from apps.uploads.tests.factories import make_upload
from apps.uploads.tests.stages import run_parse

pytestmark = pytest.mark.django_db

TRIP = """03/04/2026, 10:00 - Lena: the passports lie on the table
03/04/2026, 10:01 - Tom: the passports always lie there
03/04/2026, 10:02 - Lena: bring the passports
"""


def find(search_worker, text: str) -> list[str]:
    """Return the times of all hits, after the index has heard what changed."""
    version = IndexVersion.objects.get()
    search_worker.replicas.catch_up(version)
    ranked = rank(version.pk, SearchRequest(text, k=50, mode=Mode.KEYWORD))
    rows = {row.pk: row for row in Message.objects.all()}
    return sorted(f"{rows[hit.message_id].sent_at:%m-%d %H:%M}" for hit in ranked.hits)


def finish(upload: Upload, search_worker) -> None:
    for run in (run_parse, run_embed, run_index):
        job = run(upload)
    assert job.status == JobStatus.SUCCEEDED, job.error_message

    def describe(pk: int) -> dict:
        return describe_ids(search_worker.replicas.catch_up(IndexVersion.objects.get(pk=pk)).message_ids())

    assert verify_ledger(settled=True, describe_replica=describe).violations == []


def test_what_is_read_in_another_way_is_found_so_and_once(searchable, search_worker):
    upload = searchable(TRIP)
    assert find(search_worker, "passports") == ["04-03 10:00", "04-03 10:01", "04-03 10:02"]
    reread_upload(upload, read_choices({"date_order": "mdy", "timezone": "Asia/Tokyo"}))
    assert find(search_worker, "passports") == [], "nothing is found twice, or as it was read before"
    finish(upload, search_worker)
    assert find(search_worker, "passports") == ["03-04 01:00", "03-04 01:01", "03-04 01:02"]


def test_what_waited_is_found_once_it_is_answered(owner, search_worker):
    upload = make_upload(owner, TRIP)
    assert run_parse(upload).status == JobStatus.NEEDS_INPUT
    assert verify_ledger(settled=True, describe_replica=None).violations == []
    choose_reading(upload, read_choices({"date_order": "dmy"}))
    finish(upload, search_worker)
    assert find(search_worker, "passports") == ["04-03 10:00", "04-03 10:01", "04-03 10:02"]
