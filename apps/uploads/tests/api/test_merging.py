"""Finding, planning and joining duplicates over HTTP, and who may."""

import pytest

from apps.uploads.models import Conversation, Job, JobStatus, Upload
from apps.uploads.services.merge.by_hand import merge_conversations
from apps.uploads.tests.api.conftest import sign_in
from apps.uploads.tests.chats import bring, list_texts, make_lines, numbered
from apps.uploads.tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def chats(owner) -> tuple[Conversation, Conversation]:
    uploads = (
        bring(owner, make_lines(*range(8)), "WhatsApp Chat with Ada.txt"),
        bring(owner, make_lines(*range(4, 12)), "WhatsApp Chat with Bob.txt"),
    )
    Job.objects.update(status=JobStatus.SUCCEEDED)
    first, second = (Conversation.objects.get(upload=upload) for upload in uploads)
    return first, second


def address(conversation: Conversation, what: str = "merge") -> str:
    return f"/api/v1/conversations/{conversation.pk}/{what}/"


def test_a_duplicate_is_suggested_shown_and_joined(api, chats):
    first, second = chats
    (found,) = api.get(address(first, "duplicates")).json()
    assert (found["conversation"]["id"], found["shared"], found["compared"]) == (second.pk, 4, 8)
    plan = api.get(address(first), {"source": second.pk}).json()
    assert (plan["shared"], plan["only_target"], plan["only_source"]) == (4, 4, 4)
    assert plan["clocks"] == [{"minutes": 0, "count": 4}]
    assert {sender["source"]: sender["target"] for sender in plan["senders"]} == {"Ada": "Ada", "Bob": "Bob"}
    assert (plan["is_whole"], plan["compared"]) == (True, 8)
    answer = api.post(address(first), {"source": second.pk}, format="json")
    job = answer.json()
    assert (answer.status_code, job["kind"], job["stage"], job["status"]) == (202, "merge", "merge", "queued")
    assert api.post(address(first), {"source": second.pk}, format="json").json()["id"] == job["id"]
    merge_conversations(job["id"])
    counts = api.get(f"/api/v1/jobs/{job['id']}/").json()["counts"]
    assert counts == {"added": 4, "updated": 0, "known": 4, "messages": 12}
    assert list_texts(Conversation.objects.get()) == numbered(*range(12))
    detail = api.get(f"/api/v1/uploads/{second.upload_id}/").json()
    held = {"conversation": first.pk, "name": first.name, "added": 4, "updated": 0, "known": 4}
    assert detail["contributions"] == [held]


def test_a_colleague_joins_what_they_brought_with_what_they_see(chats, colleague):
    first, second = chats
    client = sign_in(colleague)
    assert client.get(address(first), {"source": second.pk}).status_code == 404
    assert client.post(address(first), {"source": second.pk}, format="json").status_code == 404
    Upload.objects.filter(pk=second.upload_id).update(uploaded_by=colleague)
    assert client.post(address(second), {"source": first.pk}, format="json").status_code == 404
    assert client.post(address(first), {"source": second.pk}, format="json").status_code == 202


def test_a_stranger_sees_nothing_of_it(stranger_api, chats):
    first, second = chats
    answers = [
        stranger_api.get(address(first, "duplicates")),
        stranger_api.get(address(first), {"source": second.pk}),
        stranger_api.post(address(first), {"source": second.pk}, format="json"),
    ]
    assert [(answer.status_code, answer.json()["error"]["code"]) for answer in answers] == [
        (404, "not_found")
    ] * 3


def test_chats_of_two_organizations_are_not_joined(chats):
    both = make_user("both")
    own = bring(both, make_lines(*range(8)))
    chats[0].organization.memberships.create(user=both, role="owner")
    Job.objects.update(status=JobStatus.SUCCEEDED)
    client = sign_in(both)
    answer = client.post(address(own.conversations.get()), {"source": chats[0].pk}, format="json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "other_organization")
    assert client.get(address(own.conversations.get(), "duplicates")).json() == []


@pytest.mark.parametrize("source", ["", "x", "-1", str(2**70)])
def test_a_source_that_is_no_number(api, chats, source):
    assert api.get(address(chats[0]), {"source": source}).status_code == 400
    assert api.post(address(chats[0]), {"source": source}, format="json").status_code == 400


def test_while_a_job_runs_nothing_is_merged_nor_deleted_while_a_merge_does(api, chats):
    Job.objects.filter(upload=chats[0].upload).update(status=JobStatus.QUEUED)
    answer = api.post(address(chats[0]), {"source": chats[1].pk}, format="json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "job_running")
    Job.objects.update(status=JobStatus.SUCCEEDED)
    api.post(address(chats[0]), {"source": chats[1].pk}, format="json")
    answer = api.delete(f"/api/v1/conversations/{chats[1].pk}/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "job_running")
    assert api.post(address(chats[1]), {"source": chats[0].pk}, format="json").status_code == 409
