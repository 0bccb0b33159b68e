"""How the database is asked to treat our connections."""

import time

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

SECONDS = "SELECT setting::int / 1000 FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'"


@pytest.mark.django_db
def test_a_worker_that_freezes_within_a_transaction_loses_its_locks(settings):
    with connection.cursor() as cursor:
        cursor.execute(SECONDS)
        assert cursor.fetchone() == (settings.DATABASE_IDLE_TRANSACTION_S,)


def sleep_within_a_transaction() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '50ms'")
        time.sleep(0.3)
        cursor.execute("SELECT 1")


@pytest.mark.django_db(transaction=True)
def test_whoever_wakes_after_that_is_told_and_can_go_on():
    with pytest.raises(DatabaseError):
        sleep_within_a_transaction()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
