import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.http import HttpResponse
from django.test import AsyncClient, Client, RequestFactory

from apps.accounts.middleware import FirstVisitMiddleware
from apps.accounts.services.accounts import create_account

WELCOME = "/welcome/"


@pytest.mark.parametrize(
    "path", ["/", "/jobs/", "/accounts/login/", "/accounts/signup/", "/admin/", "/nowhere/"]
)
def test_every_page_leads_to_the_welcome_page(db, client, path):
    response = client.get(path)
    assert response.status_code == 302
    assert response.url == WELCOME


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/jobs/", "/static/css/tokens.css"])
def test_probes_files_and_api_answer_as_always(db, client, path):
    assert client.get(path).status_code != 302


def test_the_welcome_page_answers(db, client):
    assert client.get(WELCOME).status_code == 200


def test_once_there_is_an_account_nothing_is_asked_any_more(user, django_assert_num_queries):
    middleware = FirstVisitMiddleware(lambda request: HttpResponse("page"))
    request = RequestFactory().get("/")
    with django_assert_num_queries(1):
        assert middleware(request).content == b"page"
    with django_assert_num_queries(0):
        assert middleware(request).content == b"page"


def test_an_instance_without_accounts_asks_again(db):
    middleware = FirstVisitMiddleware(lambda request: HttpResponse("page"))
    request = RequestFactory().get("/")
    assert middleware(request).status_code == 302
    create_account("ana@example.org", "x")
    assert middleware(request).status_code == 200


def test_asynchronous_servers_are_led_there_too(db):
    async def visit() -> tuple[int, int]:
        before = await AsyncClient().get("/accounts/login/")
        await sync_to_async(create_account)("ana@example.org", "x")
        after = await AsyncClient().get("/accounts/login/")
        return before.status_code, after.status_code

    assert async_to_sync(visit)() == (302, 200)


def test_the_first_account_lands_on_the_home_page(db):
    client = Client()
    fields = {"name": "Ana", "email": "ana@example.org", "password": "correct horse battery"}
    response = client.post(WELCOME, fields, follow=True)
    assert response.redirect_chain == [("/", 302)]
    assert response.status_code == 200
    assert response.context["user"].is_superuser
