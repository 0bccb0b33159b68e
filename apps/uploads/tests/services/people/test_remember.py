"""What members decided about people outlasts reading an upload again, and nothing else does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.uploads.models import (
    IdentityDistinction,
    IdentityMerge,
    IdentitySplit,
    Job,
    JobStatus,
    Participant,
    Person,
)
from apps.uploads.services.choose_reading import read_choices
from apps.uploads.services.people.distinguish import distinguish_people
from apps.uploads.services.people.merge import merge_people, rename_person, unmerge
from apps.uploads.services.people.split import give_back, split_person
from apps.uploads.services.remove import remove_upload
from apps.uploads.services.reread_upload import reread_upload
from apps.uploads.tests.factories import get_home, make_upload, make_whatsapp, make_zip
from apps.uploads.tests.stages import run_parse
from chatanalysis import pipeline

pytestmark = pytest.mark.django_db


@pytest.fixture
def upload(owner):
    """Three chats: Anna, Tom and Mum in the first, Anna and Tom in the others; read to the end."""
    people = {"first": ("Anna", "Tom", "Mum"), "second": ("Anna", "Tom"), "third": ("Anna", "Tom")}
    chats = {f"{name}.txt": make_whatsapp(6, marker=name, senders=said) for name, said in people.items()}
    upload = make_upload(owner, make_zip(chats), "chats.zip")
    return finish(upload)


def finish(upload):
    run_parse(upload)
    Job.objects.filter(upload=upload).update(status=JobStatus.SUCCEEDED, stage=pipeline.INDEX.name)
    upload.refresh_from_db()
    return upload


def find(name: str, chat: str) -> Participant:
    return Participant.objects.get(name=name, conversation__name__startswith=chat)


def describe() -> list[tuple]:
    rows = Participant.objects.order_by("conversation__name", "name")
    return list(rows.values_list("conversation__name", "name", "person", "original_person", "parted_from"))


def test_merges_splits_and_names_are_there_again(owner, upload):
    home = get_home(owner)
    anna, tom, mum = (find(name, "first").person for name in ("Anna", "Tom", "Mum"))
    (merge,) = merge_people(owner, home, anna, [mum])
    split = split_person(owner, anna, [find("Anna", "third").pk], "Anna Berg")
    distinguish_people(owner, home, [anna, tom])
    rename_person(tom, "Thomas")
    before = describe()
    assert sum(parted is not None for *_, parted in before) == 1
    for zone in ("Asia/Tokyo", "Europe/Berlin"):
        reread_upload(upload, read_choices({"timezone": zone}))
        finish(upload)
        assert describe() == before
    assert upload.people_before == []
    assert (IdentityMerge.objects.count(), IdentitySplit.objects.count()) == (1, 1)
    assert IdentityDistinction.objects.exists()
    give_back(split)
    unmerge(merge)
    assert find("Anna", "third").person == anna
    assert find("Mum", "first").person == mum
    assert Person.objects.count() == 3


def test_who_does_not_come_again_is_forgotten(owner, upload):
    anna = find("Anna", "first").person
    merge_people(owner, get_home(owner), anna, [find("Mum", "first").person])
    reread_upload(upload, read_choices({"timezone": "Asia/Tokyo"}))
    assert Person.objects.count() == 3, "awaited"
    Job.objects.update(status=JobStatus.CANCELLED)
    remove_upload(upload)
    assert not Person.objects.exists()


def test_a_memory_of_two_in_one_place_is_none(owner, upload):
    """Chats of one name in an upload: nobody knows which of them comes again."""
    first, second = find("Anna", "first"), find("Anna", "second")
    for one in (first, second):
        type(one.conversation).objects.filter(pk=one.conversation_id).update(name="chat")
    split_person(owner, first.person, [second.pk])
    reread_upload(upload, read_choices({"timezone": "Asia/Tokyo"}))
    upload.refresh_from_db()
    places = [tuple(row[1:3]) for row in upload.people_before]
    assert ("chat", "anna") not in places
    assert ("chat", "tom") in places


def test_nobody_decides_anything_between_noting_and_removing_them(upload):
    with CaptureQueriesContext(connection) as queries:
        reread_upload(upload, read_choices({"timezone": "Asia/Tokyo"}))
    asked = [query["sql"] for query in queries]
    locked, noted = (
        next(place for place, sql in enumerate(asked) if words in sql)
        for words in ("pg_advisory_xact_lock", '"uploads_participant"')
    )
    assert locked < noted
