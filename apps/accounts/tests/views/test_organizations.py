import pytest

from apps.accounts.models import Organization

SWITCH = "/settings/organization/"
CHATS = "/settings/organization/chats/"


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


def test_owners_choose_the_time_zone_of_chats(member_client, user):
    page = member_client.get(CHATS).text
    assert '<option value="Europe/Berlin">Berlin</option>' in page
    saved = member_client.post(CHATS, {"time_zone": "Europe/Berlin"}, follow=True).text
    assert '<option value="Europe/Berlin" selected>Berlin</option>' in saved
    assert user.organizations.get().time_zone == "Europe/Berlin"
    assert member_client.post(CHATS, {"time_zone": "Mars/Olympus"}).status_code == 422
    assert '<option value="Europe/Berlin" selected>' in member_client.get("/uploads/new/").text, (
        "where none is chosen"
    )


def test_members_see_the_time_zone_only(member_client, team):
    member_client.post(SWITCH, {"organization": "team"})
    Organization.objects.filter(pk=team.pk).update(time_zone="Asia/Tokyo")
    page = member_client.get(CHATS).text
    assert "<strong>Asia/Tokyo</strong>" in page
    assert "<select" not in page
    assert member_client.post(CHATS, {"time_zone": ""}).status_code == 404
    team.refresh_from_db()
    assert team.time_zone == "Asia/Tokyo"
