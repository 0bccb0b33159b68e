from django.urls import reverse

from apps.uploads.models import Job, Upload
from apps.uploads.services.load_samples import list_sample_files, load_sample_chats
from apps.uploads.tests.factories import get_home


def test_every_sample_is_received_once(owner):
    files = list_sample_files()
    assert len(files) >= 5
    load_sample_chats(organization=get_home(owner), user=owner)
    again = load_sample_chats(organization=get_home(owner), user=owner)
    assert all(upload.duplicate_of_id for upload in again)
    assert Job.objects.count() == len(files)


def test_the_button_on_the_empty_home_loads_them(owner, client):
    client.force_login(owner)
    answer = client.post(reverse("uploads:load_samples"))
    assert answer.url == reverse("uploads:jobs")
    names = set(Upload.objects.filter(organization=get_home(owner)).values_list("filename", flat=True))
    assert names == {file.name for file in list_sample_files()}


def test_only_a_button_loads_them(owner, client):
    client.force_login(owner)
    assert client.get(reverse("uploads:load_samples")).status_code == 405
