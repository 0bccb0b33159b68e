"""What management commands need to know about accounts. They are run by operators: no user asks."""

from django.core.management.base import CommandError

from apps.accounts.models import Organization


def choose_organization(slug: str = "") -> Organization:
    """Return the organization of that slug, or the one meant without: the first administrator's personal one.

    Raises CommandError with what to do when there is none.
    """
    if slug:
        organization = Organization.objects.filter(slug=slug).first()
        if organization is None:
            known = ", ".join(Organization.objects.order_by("slug").values_list("slug", flat=True)[:20])
            raise CommandError(f"There is no organization {slug!r}. There are: {known or 'none yet'}.")
        return organization
    own = Organization.objects.filter(is_temporary=False).order_by(
        "-memberships__user__is_superuser", "-is_personal", "id"
    )
    organization = own.first()
    if organization is None:
        raise CommandError(
            "Nobody has an account yet. Make one: manage.py create_user you@example.org --admin"
        )
    return organization
