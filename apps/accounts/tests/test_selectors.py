import pytest
from django.contrib.auth.models import AnonymousUser

from apps.accounts import selectors
from apps.accounts.models import ApiToken, Organization
from apps.accounts.services.tokens import create_token


@pytest.fixture
def team(user, db) -> Organization:
    organization = Organization.objects.create(slug="team", name="A team")
    organization.memberships.create(user=user)
    return organization


def test_members_see_their_organizations_personal_first(user, team):
    personal = user.organizations.get(is_personal=True)
    assert selectors.list_organizations(user) == [personal, team]
    assert selectors.get_default_organization(user) == personal
    assert selectors.get_organization(user, "team") == team


def test_strangers_do_not_see_it(stranger, team):
    assert team not in selectors.visible_organizations(stranger)
    with pytest.raises(Organization.DoesNotExist):
        selectors.get_organization(stranger, "team")


def test_unknown_and_forbidden_look_alike(stranger, team):
    with pytest.raises(Organization.DoesNotExist) as forbidden:
        selectors.get_organization(stranger, "team")
    with pytest.raises(Organization.DoesNotExist) as unknown:
        selectors.get_organization(stranger, "no-such-team")
    assert str(forbidden.value) == str(unknown.value)


def test_administrators_see_only_their_own_too(admin, team):
    assert list(selectors.visible_organizations(admin)) == list(admin.organizations.all())


def test_visitors_and_closed_accounts_see_nothing(user, team):
    assert not selectors.visible_organizations(AnonymousUser()).exists()
    user.is_active = False
    assert not selectors.visible_organizations(user).exists()


def test_whoever_left_sees_it_no_more(user, team):
    user.memberships.filter(organization=team).delete()
    assert team not in selectors.visible_organizations(user)


def test_a_user_without_any_organization_is_told_so(user):
    user.memberships.all().delete()
    with pytest.raises(Organization.DoesNotExist):
        selectors.get_default_organization(user)


def test_tokens_are_their_owners_alone(user, stranger):
    token = create_token(user, "mine", days=1).token_row
    assert selectors.list_tokens(user) == [token]
    assert selectors.list_tokens(stranger) == []
    with pytest.raises(ApiToken.DoesNotExist):
        selectors.get_token(stranger, token.pk)
