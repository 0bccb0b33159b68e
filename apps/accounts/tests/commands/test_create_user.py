import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import User


@pytest.fixture(autouse=True)
def _password(monkeypatch) -> None:
    monkeypatch.setenv("CHATANALYSIS_PASSWORD", "correct horse battery")


def test_an_ordinary_account(db, capsys):
    call_command("create_user", "ana@example.org")
    user = User.objects.get()
    assert user.check_password("correct horse battery")
    assert not user.is_staff
    assert user.organizations.count() == 1
    assert "ana@example.org" in capsys.readouterr().out


def test_an_administrator(db):
    call_command("create_user", "root@example.org", "--admin")
    assert User.objects.get().is_superuser


def test_an_existing_account_is_a_clear_error(user):
    with pytest.raises(CommandError, match="exists already"):
        call_command("create_user", "ANA@example.org")


@pytest.mark.parametrize(
    ("email", "password", "reason"), [("ana", "correct horse", "valid email"), ("a@b.org", "12", "short")]
)
def test_bad_values_are_refused_with_their_reason(db, monkeypatch, email, password, reason):
    monkeypatch.setenv("CHATANALYSIS_PASSWORD", password)
    with pytest.raises(CommandError, match=reason):
        call_command("create_user", email)
    assert not User.objects.exists()


def test_without_a_terminal_the_variable_is_named(db, monkeypatch):
    monkeypatch.delenv("CHATANALYSIS_PASSWORD")
    with pytest.raises(CommandError, match="CHATANALYSIS_PASSWORD"):
        call_command("create_user", "ana@example.org")


def test_the_second_variable_is_read_too(db, monkeypatch):
    monkeypatch.delenv("CHATANALYSIS_PASSWORD")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "another fine horse")
    call_command("create_user", "ana@example.org")
    assert User.objects.get().check_password("another fine horse")
