from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import ApiToken
from apps.accounts.services.tokens import authenticate_token


def test_standard_output_holds_the_token_alone(user, capsys):
    call_command("create_token", "ana@example.org", "--name", "ci", "--days", "7")
    token = authenticate_token(capsys.readouterr().out.removesuffix("\n"))
    assert token.user == user
    assert token.name == "ci"
    assert round((token.expires_at - token.created_at) / timedelta(days=1)) == 7


def test_zero_days_mean_for_ever(user):
    call_command("create_token", "ana@example.org", "--days", "0")
    assert ApiToken.objects.get().expires_at is None


def test_an_unknown_account_is_a_clear_error(db):
    with pytest.raises(CommandError, match="no active account"):
        call_command("create_token", "nobody@example.org")
