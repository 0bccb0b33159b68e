from django.urls import reverse

from apps.accounts.models import User

WELCOME = "/welcome/"


def test_a_weak_password_is_refused_with_its_reason(db, client):
    response = client.post(WELCOME, {"email": "ana@example.org", "password": "1234"})
    assert response.status_code == 422
    assert "too short" in response.text
    assert not User.objects.exists()


def test_a_password_like_the_address_is_refused(db, client):
    response = client.post(WELCOME, {"email": "anaruiz42@example.org", "password": "anaruiz42"})
    assert response.status_code == 422
    assert "too similar" in response.text


def test_the_page_is_gone_once_there_is_an_account(user, client):
    assert client.get(WELCOME).url == reverse("home")
    client.post(WELCOME, {"email": "eve@example.org", "password": "correct horse battery"})
    assert list(User.objects.all()) == [user]
