"""Give an index version up and remove its files: `manage.py retire_index 3`."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.search.models import IndexVersion
from apps.search.services.retire_version import retire_version
from apps.search.services.switch_version import NotPossible


class Command(BaseCommand):
    help = (
        "Give an index version up for good and remove its files. The one that is searched cannot be retired."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("version", type=int, help="Its id, see list_index_versions.")

    def handle(self, *, version: int, **_options) -> None:
        found = IndexVersion.objects.filter(pk=version).first()
        if found is None:
            raise CommandError(f"There is no index version {version}.")
        try:
            retire_version(found)
        except NotPossible as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"Index version {version} is retired.")
