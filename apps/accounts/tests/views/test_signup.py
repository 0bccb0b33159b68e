import re

import pytest
from django.core import mail

from apps.accounts.models import User
from apps.accounts.services.accounts import create_account
from apps.accounts.tests.conftest import PASSWORD

pytestmark = pytest.mark.usefixtures("_fresh_rate_limits")


@pytest.fixture(autouse=True)
def _not_the_first_visit(admin) -> None:
    pass


def sign_up(client, email: str):
    return client.post("/accounts/signup/", {"email": email, "password1": PASSWORD}, follow=True)


def test_sign_up_makes_an_account_with_a_personal_organization(client):
    response = sign_up(client, "new@example.org")
    assert response.redirect_chain[-1][0] == "/"
    user = User.objects.get(email="new@example.org")
    assert user.organizations.get().is_personal
    assert not user.is_staff


def test_a_known_address_is_refused_in_any_case(client, user):
    """Without verification by mail a form cannot pretend otherwise: whoever signs up is logged in at once."""
    response = sign_up(client, user.email.upper())
    assert "already registered" in response.text
    assert User.objects.filter(email__iexact=user.email).count() == 1


def test_with_verification_a_known_address_is_not_told(client, user, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    known = sign_up(client, user.email)
    unknown = sign_up(client, "new@example.org")
    assert known.redirect_chain == unknown.redirect_chain
    assert "Confirm your e-mail address" in known.text


def test_closed_sign_up_says_so_and_makes_nothing(client, settings):
    settings.SIGNUP_OPEN = False
    response = sign_up(client, "new@example.org")
    assert "Sign-up is closed" in response.text
    assert not User.objects.filter(email="new@example.org").exists()


def test_log_in_and_out(client):
    create_account("ana@example.org", PASSWORD)
    response = client.post(
        "/accounts/login/", {"login": "Ana@Example.org", "password": PASSWORD}, follow=True
    )
    assert response.context["user"].is_authenticated
    response = client.post("/accounts/logout/", follow=True)
    assert not response.context["user"].is_authenticated


def test_guessing_a_password_is_slowed_down(client, user):
    answers = [
        client.post("/accounts/login/", {"login": user.email, "password": f"guess {number}"})
        for number in range(7)
    ]
    assert "Too many failed login attempts" in answers[-1].text
    right = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert not right.wsgi_request.user.is_authenticated


def test_a_forgotten_password_is_replaced_by_mail(client, user, settings):
    client.post("/accounts/password/reset/", {"email": user.email})
    message = mail.outbox[0]
    assert message.subject == f"[{settings.SITE_NAME}] Choose a new password"
    assert message.body.rstrip().endswith(f"{settings.SITE_NAME}, testserver")
    link = re.search(r"http://testserver(/\S+)", message.body)[1]
    form = client.get(link, follow=True)
    assert "Choose a new password" in form.text
    password = "another fine horse"
    client.post(form.redirect_chain[-1][0], {"password1": password, "password2": password})
    user.refresh_from_db()
    assert user.check_password(password)


def test_a_used_link_explains_itself(client):
    response = client.get("/accounts/password/reset/key/abc-def/")
    assert "This link no longer works" in response.text


def test_pages_of_allauth_know_the_instance(client, settings):
    settings.SITE_NAME = "The archive"
    page = client.get("/accounts/login/").text
    assert "<span>The archive</span>" in page
    assert "Make an account" in page
    settings.SIGNUP_OPEN = False
    assert "Make an account" not in client.get("/accounts/login/").text
