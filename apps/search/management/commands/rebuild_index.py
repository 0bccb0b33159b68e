from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.accounts.services.operators import choose_organization


class Command(BaseCommand):
    help = (
        "Build an organization's index anew beside the one in use, which is searched until the new one is whole. "
        "Search workers build their replicas from the segments; with --from-messages every vector is computed anew."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organization", default="", metavar="SLUG")
        parser.add_argument(
            "--from-messages",
            action="store_true",
            help="Embed all messages again: takes the model, and time.",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        from apps.search.services.rebuild_index import rebuild_index

        organization = choose_organization(options["organization"])
        count = rebuild_index(organization, from_messages=options["from_messages"])
        self.stdout.write(
            f"{organization}: {count} index versions; the search workers build their replicas beside those in use."
        )
