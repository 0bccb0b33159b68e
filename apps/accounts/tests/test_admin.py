import pytest

from apps.accounts.models import User
from apps.accounts.services.tokens import authenticate_token, create_token
from apps.accounts.tests.conftest import PASSWORD


@pytest.fixture
def admin_client(client, admin):
    client.force_login(admin)
    return client


@pytest.mark.parametrize("model", ["user", "organization", "membership", "apitoken"])
@pytest.mark.parametrize("query", ["", "?q=ana"])
def test_lists_answer_and_search(admin_client, user, model, query):
    create_token(user, "x", days=1)
    assert admin_client.get(f"/admin/accounts/{model}/{query}").status_code == 200


@pytest.mark.parametrize("model", ["user", "organization", "membership"])
def test_forms_for_new_rows_answer(admin_client, model):
    assert admin_client.get(f"/admin/accounts/{model}/add/").status_code == 200


def test_pages_of_single_rows_answer(admin_client, user):
    token = create_token(user, "x", days=1).token_row
    for path in (f"user/{user.pk}", f"organization/{user.organizations.get().pk}", f"apitoken/{token.pk}"):
        assert admin_client.get(f"/admin/accounts/{path}/change/").status_code == 200


def test_addresses_are_there(admin_client, user):
    assert user.email in admin_client.get("/admin/account/emailaddress/?q=ana").text


def test_an_account_made_here_has_its_organization(admin_client):
    fields = {
        "email": "new@example.org",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    admin_client.post("/admin/accounts/user/add/", fields)
    assert User.objects.get(email="new@example.org").organizations.get().is_personal


def test_tokens_are_revoked_in_bulk(admin_client, user):
    issued = [create_token(user, name, days=1) for name in "ab"]
    selected = [token.token_row.pk for token in issued]
    admin_client.post("/admin/accounts/apitoken/", {"action": "revoke", "_selected_action": selected})
    assert [authenticate_token(token.plaintext) for token in issued] == [None, None]


@pytest.mark.parametrize(("state", "shown"), [("usable", True), ("expired", False), ("revoked", False)])
def test_tokens_are_filtered_by_state(admin_client, user, state, shown):
    create_token(user, "fresh token", days=1)
    response = admin_client.get(f"/admin/accounts/apitoken/?state={state}")
    assert ("fresh token" in response.text) is shown


def test_logging_in_to_the_admin_site_is_the_common_page(client, admin):
    assert client.get("/admin/login/?next=/admin/").url.startswith("/accounts/login/")


def test_others_stay_out(client, user):
    client.force_login(user)
    assert client.get("/admin/login/").status_code == 403
