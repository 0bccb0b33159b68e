from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = (
        "Put lost or damaged segments, codecs and index versions back from a backup. The messages have to be in the "
        "database. Everything is checked before anything is written, and doing it twice changes nothing more."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="As backup_index made it.")

    def handle(self, *_args: Any, **options: Any) -> None:
        from apps.search.services.backup_format import BackupRefused
        from apps.search.services.restore_index import restore_index

        try:
            done = restore_index(options["folder"])
        except BackupRefused as refused:
            raise CommandError(f"{refused} Nothing was changed.") from refused
        self.stdout.write(
            f"{done.segments:,} segments with {done.messages:,} messages put back; {done.kept:,} were there and whole; "
            f"{done.gone:,} belong to conversations that are deleted."
        )
