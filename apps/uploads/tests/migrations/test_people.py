"""Rows from before there were people are given one, without our code."""

from importlib import import_module

import pytest
from django.apps import apps

from apps.uploads.identity.names import fold_name
from apps.uploads.models import Conversation, Participant, Person
from apps.uploads.tests.factories import make_upload, make_user

pytestmark = pytest.mark.django_db
migration = import_module("apps.uploads.migrations.0003_how_files_are_read")


def join(upload, name: str, key: str, format_name: str = "whatsapp") -> Participant:
    chat, _ = Conversation.objects.get_or_create(
        upload=upload, key=key, defaults={"organization": upload.organization, "format": format_name}
    )
    return Participant.objects.create(organization=upload.organization, conversation=chat, name=name)


def test_one_name_in_chats_of_one_format_is_one_person(owner, monkeypatch):
    monkeypatch.setattr(migration, "BATCH", 3)
    upload, theirs = make_upload(owner), make_upload(make_user())
    rows = [
        join(upload, "Anna", "a"),
        join(upload, "ANNA ", "b"),
        join(upload, "anna", "b"),
        join(upload, "Anna", "c", "irc"),
        join(theirs, "Anna", "a"),
        join(upload, "Deleted User", "a"),
        join(upload, "Deleted User", "b"),
        join(upload, "Bob", "c", "irc"),
        join(upload, "bob", "c", "irc"),
    ]
    for _ in range(2):
        migration.give_everybody_a_person(apps, None)
    found = Participant.objects.in_bulk([row.pk for row in rows])
    people = [found[row.pk].person_id for row in rows]
    assert [people.index(person) for person in people] == [0, 0, 2, 3, 4, 5, 6, 7, 7]
    assert all(one.person_id == one.original_person_id for one in found.values())
    assert Person.objects.get(pk=people[4]).organization_id == theirs.organization_id


@pytest.mark.parametrize(
    "name", ["José  Ñ", "\u200e+49 151-234 5678", "ǅ ﬁ ß", "मधु", "😀\u200d", "\ufdfa" * 99, ""]
)
def test_names_are_folded_as_they_are_later(name):
    assert migration.fold(name) == fold_name(name)
