"""Say what a chat export holds, without a database: for trying a file out, and for reporting one that fails."""

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management.base import BaseCommand, CommandError

from apps.uploads.intake.archives import SkippedMember
from apps.uploads.intake.limits import Limits
from apps.uploads.intake.trees import OpenedTree, open_tree
from apps.uploads.parsing.base import ParseOptions, Unit, UnreadableExport
from apps.uploads.parsing.dates import FIELDS
from apps.uploads.parsing.options import name_unit
from apps.uploads.parsing.registry import parse_unit, plan
from apps.uploads.parsing.summary import ChatSummary
from apps.uploads.parsing.tree import Tree


class Command(BaseCommand):
    help = "Read a chat export (or a zip of exports) and print what it holds. Needs no database."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
        parser.add_argument(
            "--timezone", default="", help="time zone of the export's clock, such as Europe/Berlin"
        )
        parser.add_argument(
            "--date-order", default="", choices=("", *FIELDS), help="order of day, month and year"
        )

    def handle(self, *, file: Path, timezone: str, date_order: str, **options) -> None:
        if not file.exists():
            raise CommandError(f"There is no file or folder {file}.")
        parse_options = ParseOptions(filename=file.name, timezone=timezone, date_order=date_order)
        try:
            summary = summarise(file, parse_options).as_dict()
        except UnreadableExport as error:
            self._fail(error, as_json=options["json"])
        self.stdout.write(
            json.dumps(summary, ensure_ascii=False, indent=2) if options["json"] else as_table(summary)
        )

    def _fail(self, error: UnreadableExport, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(
                json.dumps({"error": {"code": error.code, "message": error.message}}, ensure_ascii=False)
            )
        self.stderr.write(f"{error.message} ({error.code})")
        raise SystemExit(1)


def summarise(path: Path, options: ParseOptions) -> ChatSummary:
    """Return what a file, a folder, or a zip holds. Raises UnreadableExport if nothing can be read."""
    summary = ChatSummary(uses_timezone=bool(options.timezone))
    with TemporaryDirectory(prefix="parse_chat_") as folder:
        if path.is_dir():
            opened = OpenedTree(Tree.of_folder(path), [])
        else:
            opened = open_tree(path, options.filename, Path(folder), Limits())
        units = plan(opened.tree)
        problems = [problem for unit in units if (problem := _add_unit(summary, unit, opened.tree, options))]
    if not summary.formats and problems:
        raise problems[0]
    summary.warnings.extend(describe_skipped(opened.skipped))
    return summary


def describe_skipped(skipped: list[SkippedMember]) -> Iterator[str]:
    """Yield a sentence for each reason that members were left out for, not one for each of a thousand pictures."""
    counts = Counter(member.reason for member in skipped)
    for reason, count in counts.items():
        first = next(member.path for member in skipped if member.reason == reason)
        yield f"{first}{f' and {count - 1} more' if count > 1 else ''}: {reason}"


def _add_unit(summary: ChatSummary, unit: Unit, tree: Tree, options: ParseOptions) -> UnreadableExport | None:
    filename = name_unit(unit, tree)
    prefix = "" if filename == unit.path else f"{unit.path}: "
    try:
        parsed = parse_unit(unit, tree, replace(options, filename=filename))
        for message in parsed.messages:
            summary.add(message)
        summary.add_report(parsed.report, prefix)
    except UnreadableExport as error:
        summary.warnings.append(f"{prefix}{error.message}")
        return error
    return None


def as_table(summary: dict) -> str:
    """Return the summary for reading: one line for each figure, then the conversations and the warnings."""
    shown = summary["participants"][:12]
    more = len(summary["participants"]) - len(shown)
    rows = [
        ("Format", summary["format"]),
        ("Messages", f"{summary['messages']:,}"),
        ("System events", f"{summary['system_events']:,}"),
        ("Participants", ", ".join(shown) + (f" and {more} more" if more else "")),
        ("First", summary["first_sent_at"] or "unknown"),
        ("Last", summary["last_sent_at"] or "unknown"),
    ]
    lines = [f"{label:<14}  {value}" for label, value in rows]
    lines += ["", "Conversations"]
    lines += [f"{chat['messages']:>9,}  {chat['name']}" for chat in summary["conversations"]]
    if summary["warnings"]:
        lines += ["", "Warnings", *(f"- {sentence}" for sentence in summary["warnings"])]
    return "\n".join(lines)
