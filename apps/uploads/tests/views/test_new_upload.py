"""The upload form as browsers without scripts use it."""

import pytest
from django.urls import reverse

from apps.uploads.models import Upload
from apps.uploads.tests.factories import get_home, make_file, make_whatsapp
from apps.uploads.views.upload_form import UploadOptionsForm

ADDRESS = "uploads:upload"


def post(client, *files, **options):
    return client.post(reverse(ADDRESS), {"files": list(files), **options})


def test_files_are_received_with_what_was_stated(owner, owner_client):
    answer = post(
        owner_client,
        make_file(make_whatsapp(1, marker="a"), "a.txt"),
        make_file(make_whatsapp(1, marker="b"), "b.txt"),
        timezone="Europe/Berlin",
        date_order="dmy",
    )
    assert answer.status_code == 302
    assert answer.url == reverse("uploads:jobs")
    uploads = Upload.objects.filter(organization=get_home(owner))
    assert {(upload.filename, upload.timezone, upload.date_order) for upload in uploads} == {
        ("a.txt", "Europe/Berlin", "dmy"),
        ("b.txt", "Europe/Berlin", "dmy"),
    }


def test_a_bad_file_is_told_and_the_good_one_is_kept(owner_client):
    answer = post(owner_client, make_file("", "empty.txt"), make_file("Ana: hi", "good.txt"))
    assert answer.status_code == 422
    assert "empty.txt is empty" in answer.content.decode()
    assert [upload.filename for upload in Upload.objects.all()] == ["good.txt"]


def test_the_same_bytes_again_are_said_to_be_known(owner_client):
    post(owner_client, make_file("Ana: hi"))
    answer = owner_client.post(reverse(ADDRESS), {"files": make_file("Ana: hi", "again.txt")}, follow=True)
    assert "again.txt was uploaded before" in answer.content.decode()


@pytest.mark.parametrize("options", [{"timezone": "Mars/Olympus"}, {"date_order": "dym"}])
def test_bad_options_keep_nothing(options, owner_client):
    assert post(owner_client, make_file("Ana: hi"), **options).status_code == 422
    assert not Upload.objects.exists()


def test_no_file_is_an_error(owner_client):
    assert "Choose at least one file" in owner_client.post(reverse(ADDRESS)).content.decode()


def test_every_zone_that_is_offered_is_taken():
    groups = UploadOptionsForm().fields["timezone"].choices
    zones = [zone for _, group in groups if isinstance(group, (list, tuple)) for zone, _ in group]
    assert "Europe/Berlin" in zones
    assert "US/Eastern" not in zones
    assert all(UploadOptionsForm({"timezone": zone}).is_valid() for zone in zones)
