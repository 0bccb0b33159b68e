"""Organizations over HTTP: who sees them, who sets their time zone."""

import pytest
from rest_framework.test import APIClient

from apps.accounts.models import Organization, Role

ORGANIZATIONS = "/api/v1/organizations/"


@pytest.fixture
def team(user, stranger) -> Organization:
    """Owned by the user; the stranger of other tests is a mere member."""
    organization = Organization.objects.create(slug="team", name="The night shift")
    organization.memberships.create(user=user, role=Role.OWNER)
    organization.memberships.create(user=stranger)
    return organization


def sign_in(user) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


def test_owners_set_the_time_zone_and_members_see_it(user, stranger, team):
    answer = sign_in(user).patch(
        f"{ORGANIZATIONS}team/", {"time_zone": "Europe/Berlin", "name": "x"}, format="json"
    )
    told = {"slug": "team", "name": "The night shift", "is_personal": False, "time_zone": "Europe/Berlin"}
    assert (answer.status_code, answer.json()) == (200, told)
    member = sign_in(stranger)
    assert member.get(f"{ORGANIZATIONS}team/").json() == told
    assert [one["slug"] for one in member.get(ORGANIZATIONS).json()["results"]] == ["mallory", "team"]
    refused = member.patch(f"{ORGANIZATIONS}team/", {"time_zone": ""}, format="json")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "owners_only")
    assert (
        sign_in(user).patch(f"{ORGANIZATIONS}team/", {"time_zone": ""}, format="json").json()["time_zone"]
        == ""
    )


@pytest.mark.parametrize("name", ["Mars/Olympus", "../etc/passwd", "US/Eastern", "Europe", "x" * 99, None])
def test_what_is_no_time_zone_is_refused(user, team, name):
    answer = sign_in(user).patch(f"{ORGANIZATIONS}team/", {"time_zone": name}, format="json")
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, ["time_zone"])


def test_a_foreign_organization_is_unknown(user, admin):
    foreign = admin.organizations.get().slug
    client = sign_in(user)
    assert [client.get(f"{ORGANIZATIONS}{slug}/").status_code for slug in (foreign, "no-such")] == [404, 404]
    assert client.patch(f"{ORGANIZATIONS}{foreign}/", {"time_zone": "UTC"}, format="json").status_code == 404
