"""Search the index version that was searched before: `manage.py rollback_index`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import F

from apps.accounts.models import Organization
from apps.search.management.builds import report_activation
from apps.search.management.organizations import add_organization, choose_organization
from apps.search.models import IndexState, IndexVersion
from apps.search.services.build_version import activate_version
from apps.search.services.switch_version import NotPossible


class Command(BaseCommand):
    help = "Switch to the index version that stood by last, or to a stated one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=int, help="The id of an index version, see list_index_versions.")
        add_organization(parser)
        parser.add_argument("--wait", action="store_true", help="Wait until it is done.")

    def handle(self, **options: Any) -> None:
        version = find_version(choose_organization(options["organization"]), options["to"])
        try:
            activation = activate_version(version)
        except NotPossible as refused:
            raise CommandError(str(refused)) from refused
        report_activation(self, activation, wait=options["wait"])


def find_version(organization: Organization, version_id: int | None) -> IndexVersion:
    """Raises CommandError."""
    versions = organization.index_versions.select_related("organization", "model")
    if version_id is not None:
        version = versions.filter(pk=version_id).first()
        missing = f"{organization} has no index version {version_id}."
    else:
        latest_first = F("standby_since").desc(nulls_last=True)
        version = versions.filter(state=IndexState.STANDBY).order_by(latest_first).first()
        missing = f"No index version of {organization} stands by."
    if version is None:
        raise CommandError(missing)
    return version
