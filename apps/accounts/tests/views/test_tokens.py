import re

from apps.accounts.models import ApiToken
from apps.accounts.services.tokens import authenticate_token, create_token

PAGE = "/settings/tokens/"


def test_a_new_token_is_shown_once(member_client, user):
    response = member_client.post(PAGE, {"name": "import", "days": 30})
    plaintext = re.search(r"ca_[\w-]{40,}", response.text)[0]
    assert authenticate_token(plaintext).user == user
    assert "no-store" in response["Cache-Control"]
    assert plaintext not in member_client.get(PAGE).text


def test_a_token_may_last_for_ever(member_client):
    member_client.post(PAGE, {"name": "server", "days": 0})
    assert ApiToken.objects.get().expires_at is None


def test_other_lifetimes_are_refused(member_client):
    assert member_client.post(PAGE, {"name": "x", "days": 100_000}).status_code == 422
    assert not ApiToken.objects.exists()


def test_revoking(member_client, user):
    issued = create_token(user, "old laptop", days=None)
    response = member_client.post(f"{PAGE}{issued.token_row.pk}/revoke/", follow=True)
    assert authenticate_token(issued.plaintext) is None
    assert "Revoked" in response.text


def test_strangers_cannot_revoke_and_learn_nothing(member_client, stranger):
    issued = create_token(stranger, "theirs", days=None)
    known = member_client.post(f"{PAGE}{issued.token_row.pk}/revoke/")
    unknown = member_client.post(f"{PAGE}999999/revoke/")
    assert known.status_code == unknown.status_code == 404
    assert authenticate_token(issued.plaintext)
    assert "theirs" not in member_client.get(PAGE).text


def test_visitors_are_sent_to_log_in(user, client):
    assert client.get(PAGE).url.startswith("/accounts/login/")


def test_revoking_needs_a_post(member_client, user):
    issued = create_token(user, "x", days=None)
    assert member_client.get(f"{PAGE}{issued.token_row.pk}/revoke/").status_code == 405
