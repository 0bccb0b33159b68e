"""What every template knows, as `instance`. Nothing is asked of the database until a template reads it.

Not called `site`: allauth's pages bring a `site` of their own, which would win.
"""

from functools import cached_property

from django.conf import settings
from django.http import HttpRequest

from apps.accounts.active import get_active_organization
from apps.accounts.models import Organization
from apps.accounts.selectors import list_organizations


class Instance:
    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def name(self) -> str:
        return settings.SITE_NAME

    @property
    def is_signup_open(self) -> bool:
        return settings.SIGNUP_OPEN

    @cached_property
    def organizations(self) -> list[Organization]:
        return list_organizations(self._request.user)

    @cached_property
    def organization(self) -> Organization | None:
        """The active organization; None for visitors."""
        try:
            return get_active_organization(self._request)
        except Organization.DoesNotExist:
            return None


def instance(request: HttpRequest) -> dict[str, Instance]:
    return {"instance": Instance(request)}
