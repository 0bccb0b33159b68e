"""Searches that people keep under a name."""

from django.db import IntegrityError, transaction

from apps.accounts.models import Organization
from apps.search.models import SavedSearch


class NameTaken(Exception):
    """The user has a saved search of that name in the organization."""


def save_search(user, organization: Organization, name: str, params: dict[str, str]) -> SavedSearch:
    """Keep a search. `params` are the search page's address parameters, checked by its form.

    Raises NameTaken.
    """
    search = SavedSearch(user=user, organization=organization, name=name, params=params)
    return _store(search)


def change_saved_search(
    search: SavedSearch, *, name: str | None = None, params: dict[str, str] | None = None
) -> SavedSearch:
    """Change what is given of a search the caller may change. Raises NameTaken."""
    search.name = search.name if name is None else name
    search.params = search.params if params is None else params
    return _store(search)


def _store(search: SavedSearch) -> SavedSearch:
    try:
        with transaction.atomic():
            search.save()
    except IntegrityError as error:
        raise NameTaken from error
    return search
