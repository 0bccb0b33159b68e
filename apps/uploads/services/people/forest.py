"""Who is shown for whom, by the merges in force: each person was taken in by one other at most."""

from apps.accounts.models import Organization
from apps.uploads.models import IdentityMerge


def find_roots(organization: Organization) -> dict[int, int]:
    """Return who is shown for each person who was merged into another; who was not is left out."""
    into = _load_edges(organization)
    roots = {}
    for person in into:
        root = person
        while root in into:
            root = into[root]
        roots[person] = root
    return roots


def list_taken_in(organization: Organization, root: int) -> set[int]:
    """Return the person and everybody merged into them, directly or not."""
    taken_in: dict[int, list[int]] = {}
    for merged, person in _load_edges(organization).items():
        taken_in.setdefault(person, []).append(merged)
    found, waiting = set(), [root]
    while waiting:
        person = waiting.pop()
        found.add(person)
        waiting += taken_in.get(person, ())
    return found


def _load_edges(organization: Organization) -> dict[int, int]:
    """Return who took in whom, by who was taken in."""
    in_force = IdentityMerge.objects.filter(organization=organization, undone_at=None)
    return dict(in_force.values_list("merged", "person"))
