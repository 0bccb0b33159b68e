"""Print the index versions, newest first."""

from django.core.management.base import BaseCommand, CommandParser
from django.template.defaultfilters import filesizeformat

from apps.search.management.organizations import add_organization, choose_organizations
from apps.search.models import IndexState, IndexVersion
from apps.search.selectors import measure_versions


class Command(BaseCommand):
    help = "List index versions with what they hold."

    def add_arguments(self, parser: CommandParser) -> None:
        add_organization(parser)
        parser.add_argument("--all", action="store_true", help="Retired ones too.")

    def handle(self, *, organization: str, **options) -> None:
        versions = IndexVersion.objects.filter(organization__in=choose_organizations(organization))
        if not options["all"]:
            versions = versions.exclude(state=IndexState.RETIRED)
        self.stdout.write(
            f"{'id':>5} {'organization':20} {'model':28} {'state':9} {'messages':>11} {'size':>10}  problem"
        )
        for version in measure_versions(versions):
            self.stdout.write(describe(version))


def describe(version: IndexVersion) -> str:
    size = filesizeformat(version.size_bytes).replace("\xa0", " ")
    return (
        f"{version.pk:>5} {version.organization.slug:20} {version.model.name:28} {version.state:9} "
        f"{version.message_count:>11,} {size:>10}  {version.problem}"
    ).rstrip()
