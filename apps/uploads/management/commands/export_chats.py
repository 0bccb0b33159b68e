import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.models import Organization
from apps.accounts.services.operators import choose_organization
from apps.uploads.models import Conversation
from apps.uploads.services.export_messages import CONTENT_TYPES, export_conversations


class Command(BaseCommand):
    help = (
        "Write an organization's conversations, or some of them, to a file: neutral JSON lines, CSV or HTML."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organization", default="", metavar="SLUG")
        parser.add_argument(
            "--conversation", type=int, action="append", metavar="ID", help="May be given repeatedly."
        )
        parser.add_argument("--as", dest="form", choices=list(CONTENT_TYPES), default="jsonl")
        parser.add_argument("--output", type=Path, metavar="FILE", help="Standard output if not given.")

    def handle(self, *_args: Any, **options: Any) -> None:
        organization = choose_organization(options["organization"])
        conversations = find_conversations(organization, options["conversation"])
        file = export_conversations(conversations, options["form"], title=str(organization))
        if options["output"] is None:
            write_out(file.blocks)
            return
        with options["output"].open("wb") as target:
            for block in file.blocks:
                target.write(block)
        self.stderr.write(f"{len(conversations)} conversations written to {options['output']}.")


def find_conversations(organization: Organization, ids: list[int] | None) -> list[Conversation]:
    """Return the conversations of those ids, or all. Raises CommandError for one that is not the organization's."""
    conversations = Conversation.objects.filter(organization=organization).order_by("id")
    if not ids:
        return list(conversations)
    found = conversations.in_bulk(ids)
    if missing := [str(identity) for identity in ids if identity not in found]:
        raise CommandError(f"{organization} has no conversation {', '.join(missing)}.")
    return [found[identity] for identity in ids]


def write_out(blocks: Iterator[bytes]) -> None:
    for block in blocks:
        sys.stdout.buffer.write(block)
    sys.stdout.flush()
