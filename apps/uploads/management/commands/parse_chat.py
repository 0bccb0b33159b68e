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
from apps.uploads.intake.trees import open_folder, open_tree
from apps.uploads.management.choices import add_choices, read_choices
from apps.uploads.parsing.base import ParseOptions, Unit, UnreadableExport
from apps.uploads.parsing.options import combine_options, name_unit
from apps.uploads.parsing.registry import parse_unit, plan
from apps.uploads.parsing.summary import ChatSummary
from apps.uploads.parsing.tree import Tree


class Command(BaseCommand):
    help = "Read a chat export (or a zip of exports) and print what it holds. Needs no database."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="an export, a zip of exports, or a folder")
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
        add_choices(parser)

    def handle(self, *, file: Path, **options) -> None:
        if not file.exists():
            raise CommandError(f"There is no file or folder {file}.")
        parse_options = combine_options(file.name, read_choices(options))
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
            opened = open_folder(path)
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
        summary.add_report(parsed.report, unit.path, prefix)
    except UnreadableExport as error:
        summary.warnings.append(f"{prefix}{error.message}")
        return error
    return None


def as_table(summary: dict) -> str:
    """Return the summary for reading: a line for each figure, then the conversations, how it was read, and warnings."""
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
    lines += _list_section("How it was read", _describe_inferences(summary["files"]))
    lines += _list_section("Silences", [_describe_gap(gap) for gap in summary["gaps"]])
    lines += _list_section("Warnings", summary["warnings"])
    return "\n".join(lines)


def _list_section(title: str, sentences: list[str]) -> list[str]:
    """Return a title and its points; what begins with blanks belongs to the point before."""
    points = [sentence if sentence.startswith(" ") else f"- {sentence}" for sentence in sentences]
    return ["", title, *points] if points else []


def _describe_inferences(files: list[dict]) -> list[str]:
    """Return each reading once, with the lines that decided it and, where nothing did, what can be chosen."""
    sentences = []
    for inference in (inference for file in files for inference in file["inferences"]):
        sure = _tell_how_sure(inference)
        sentences.append(f"{inference['subject']}: {inference['value']} ({sure}). {inference['explanation']}")
        sentences += [
            f"    {line['position']}: {line['excerpt']} ({line['says']})" for line in inference["lines"]
        ]
        if inference["needs_input"]:
            sentences += [f"    {choice['value']}: {choice['label']}" for choice in inference["choices"]]
    return list(dict.fromkeys(sentences))


def _tell_how_sure(inference: dict) -> str:
    if inference["needs_input"]:
        return "needs your choice"
    if inference["source"] in ("stated", "assumed"):
        return inference["source"]
    return f"{inference['confidence']:.0%} sure"


def _describe_gap(gap: dict) -> str:
    return f"{gap['days']:g} days from {gap['from']['utc']} to {gap['to']['utc']}"
