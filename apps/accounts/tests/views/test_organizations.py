import pytest

from apps.accounts.models import Organization

SWITCH = "/settings/organization/"


@pytest.fixture
def team(user) -> Organization:
    organization = Organization.objects.create(slug="team", name="The night shift")
    organization.memberships.create(user=user)
    return organization


def active_name(client) -> str:
    return client.get("/settings/").context["instance"].organization.name


def test_the_personal_organization_is_active_at_first(member_client, team):
    assert active_name(member_client) == "Ana Ruiz’s chats"


def test_switching_lasts(member_client, team):
    assert member_client.post(SWITCH, {"organization": "team"}).url == "/"
    assert active_name(member_client) == "The night shift"


def test_nobody_switches_into_a_foreign_organization(member_client, stranger):
    foreign = stranger.organizations.get()
    assert member_client.post(SWITCH, {"organization": foreign.slug}).status_code == 404
    assert member_client.post(SWITCH, {"organization": "no-such"}).status_code == 404


def test_a_choice_ends_with_the_membership(member_client, user, team):
    member_client.post(SWITCH, {"organization": "team"})
    user.memberships.filter(organization=team).delete()
    assert active_name(member_client) == "Ana Ruiz’s chats"


def test_the_switcher_shows_only_where_there_is_a_choice(member_client, user):
    assert "Switch organization" not in member_client.get("/settings/").text
    Organization.objects.create(slug="team", name="Team").memberships.create(user=user)
    assert "Switch organization" in member_client.get("/settings/").text
