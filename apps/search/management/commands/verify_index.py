import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.services.operators import choose_organization


class Command(BaseCommand):
    help = (
        "Compare every file of the index with its SHA-256: codecs, segments, and the replicas of this machine's "
        "search workers. Safe at any time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--organization", default="", metavar="SLUG", help="Only this one; all by default."
        )
        parser.add_argument("--heal", action="store_true", help="Make damaged files again from the database.")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        from apps.search.services.verify_index import verify_index

        slug, heal = options["organization"], options["heal"]
        verified = verify_index(choose_organization(slug) if slug else None, heal=heal)
        if options["json"]:
            self.stdout.write(json.dumps(asdict(verified), indent=2))
        else:
            self.stdout.write("\n".join([*verified.damages, f"{verified.files:,} files and replicas read."]))
        if verified.damages and not heal:
            raise CommandError(f"{len(verified.damages)} damaged. With --heal they are made again.")
        if verified.failures:
            raise CommandError("\n".join(verified.failures))
        if verified.damages and not options["json"]:
            self.stdout.write(
                f"{len(verified.damages)} made again; replicas are built anew by their workers in a moment."
            )
