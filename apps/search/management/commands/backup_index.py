from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.services.operators import choose_organization


class Command(BaseCommand):
    help = (
        "Back up codecs and segments into an empty folder, with SHA-256 sums, while the system runs. Messages are not "
        "in it: back up the database first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument(
            "--organization", default="", metavar="SLUG", help="Only this one; all by default."
        )
        parser.add_argument(
            "--link", action="store_true", help="Hard links in place of copies: quick, on the same disk only."
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        from apps.search.services.backup_format import BackupRefused
        from apps.search.services.backup_index import backup_index

        slug = options["organization"]
        try:
            backup = backup_index(
                options["folder"], choose_organization(slug) if slug else None, link=options["link"]
            )
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        messages = sum(version.message_count for version in backup.versions)
        size_mb = sum(file.size_bytes for file in backup.files) / 1_000_000
        self.stdout.write(
            f"{len(backup.versions)} index versions with {messages:,} messages in {len(backup.files):,} files "
            f"({size_mb:,.1f} MB) are in {options['folder']}."
        )
