from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = (
        "Take deleted messages out of every file now, and remove files that nothing names any more. The same is done "
        "each night; search workers build replicas that still hold deleted messages anew."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        from apps.search.services.compaction import compact_all

        done = compact_all()
        self.stdout.write(
            f"{done.segments:,} segments rewritten, {done.replicas_asked} replicas to be built anew, "
            f"{done.replicas_removed} abandoned ones and {done.files_removed:,} left-over files removed."
        )
