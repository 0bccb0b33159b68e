"""Which organizations a command is about."""

from django.core.management.base import CommandError, CommandParser

from apps.accounts.models import Organization


def add_organization(parser: CommandParser) -> None:
    parser.add_argument(
        "--organization", default="", help="Its slug; left out where there is only one, or for all of them."
    )


def choose_organizations(slug: str) -> list[Organization]:
    """Return the one named, else all. Raises CommandError."""
    organizations = list(Organization.objects.filter(is_temporary=False).order_by("slug"))
    named = [organization for organization in organizations if organization.slug == slug]
    if slug and not named:
        known = ", ".join(organization.slug for organization in organizations)
        raise CommandError(f"There is no organization {slug!r}. Known: {known or 'none'}.")
    return named or organizations


def choose_organization(slug: str) -> Organization:
    """Return the one named, or the only one. Raises CommandError."""
    chosen = choose_organizations(slug)
    if len(chosen) != 1:
        slugs = ", ".join(organization.slug for organization in chosen)
        raise CommandError(f"Say which organization with --organization: {slugs or 'there is none'}.")
    return chosen[0]
