import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.search.services.ask_worker import SearchUnavailable, call_worker
from apps.search.services.ledger import LedgerReport, verify_ledger


class Command(BaseCommand):
    help = (
        "Check that every message received is searchable, failed with a reason, or being worked on, and that "
        "database, segment files and the search worker's index hold the same messages."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--settled", action="store_true", help="Also demand that no job is unfinished.")
        parser.add_argument("--no-index", action="store_true", help="Do not ask a search worker.")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        describe = None if options["no_index"] else lambda pk: call_worker("search.describe_replica", pk)
        try:
            report = verify_ledger(settled=options["settled"], describe_replica=describe)
        except SearchUnavailable as unavailable:
            raise CommandError(
                f"{unavailable.message} Or leave the index out with --no-index."
            ) from unavailable
        self.stdout.write(json.dumps(asdict(report), indent=2) if options["json"] else format_report(report))
        if report.violations:
            raise CommandError(f"{len(report.violations)} violations.")


def format_report(report: LedgerReport) -> str:
    lines = [
        f"messages        {report.messages:>12,}",
        f"  searchable    {report.searchable:>12,}",
        f"  in progress   {report.in_progress:>12,}",
        f"  failed        {report.failed:>12,}",
        f"unfinished jobs {report.unfinished_jobs:>12,}",
        f"files that wait {report.waiting_files:>12,}",
        f"deleted, still in files {report.deleted:>4,}",
        f"not yet in versions that stand by {report.standby_behind:,}",
    ]
    verdict = report.violations or ["The ledger is in order."]
    return "\n".join([*lines, *verdict])
