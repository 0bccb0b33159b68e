from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from apps.accounts.models import Organization, Role, User
from apps.accounts.services.accounts import (
    EmailTaken,
    FirstAccountExists,
    create_account,
    create_first_account,
)

CONTENDERS = 6


def test_an_account_comes_with_a_personal_organization(db):
    user = create_account("ana.ruiz@example.org", "secret")
    membership = user.memberships.get()
    assert membership.role == Role.OWNER
    assert membership.organization.is_personal
    assert membership.organization.slug == "anaruiz"
    assert not user.is_staff
    assert not user.is_superuser


def test_an_administrator_is_staff_and_superuser(db):
    user = create_account("root@example.org", "secret", is_admin=True)
    assert user.is_staff
    assert user.is_superuser


def test_the_address_counts_as_verified(user):
    assert user.emailaddress_set.get().verified


def test_same_name_before_the_at_gets_a_slug_of_its_own(db):
    slugs = [create_account(f"ana@{host}.org", "x").organizations.get().slug for host in "abc"]
    assert slugs[0] == "ana"
    assert len(set(slugs)) == 3


def test_an_address_without_letters_still_gets_a_slug(db):
    assert create_account("+++@example.org", "x").organizations.get().slug == "team"


def test_a_taken_address_is_refused_in_any_case(user):
    with pytest.raises(EmailTaken):
        create_account("ANA@Example.org", "x")


def test_no_account_without_its_organization(db, monkeypatch):
    def fail(*_args):
        raise IntegrityError

    monkeypatch.setattr(type(Organization.objects), "_create_with_free_slug", fail)
    with pytest.raises(IntegrityError):
        User.objects.create_user("ana@example.org", "x")
    assert not User.objects.exists()


def test_the_first_account_is_made_once(db):
    create_first_account("first@example.org", "x")
    with pytest.raises(FirstAccountExists):
        create_first_account("second@example.org", "x")


@pytest.mark.django_db(transaction=True)
def test_of_several_first_accounts_at_once_exactly_one_wins():
    barrier = Barrier(CONTENDERS)

    def contend(number: int) -> bool:
        try:
            barrier.wait()
            create_first_account(f"contender{number}@example.org", "x")
        except FirstAccountExists:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(CONTENDERS) as pool:
        outcomes = list(pool.map(contend, range(CONTENDERS)))
    assert outcomes.count(True) == 1
    assert User.objects.get().is_superuser
