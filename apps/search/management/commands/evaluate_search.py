from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import track

from apps.search.evaluation.beir import Dataset, JudgedQuery, NotADataset, read_dataset
from apps.search.evaluation.quality import Quality, measure_quality
from apps.search.evaluation.report import describe_set, find_datasets
from apps.search.evaluation.runs import Answer, run_queries, write_run
from apps.search.retrieval.query import Mode


class Command(BaseCommand):
    help = (
        "Load a test collection in BEIR's layout into a throw-away organization and ask every query through the "
        "search that the product uses, restricted to the query's own conversation where it has one. Needs no worker."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "dataset", type=Path, nargs="?", metavar="DATASET_DIR", help="Only read, never written to."
        )
        parser.add_argument("--run-file", type=Path, metavar="OUT.tsv", help="query, document, score.")
        parser.add_argument("--limit", type=int, default=None, metavar="N", help="Only the first N queries.")
        modes = [mode.value for mode in Mode]
        parser.add_argument("--mode", choices=modes, default=Mode.HYBRID.value)
        parser.add_argument(
            "--report",
            type=Path,
            metavar="FOLDER_OF_SETS",
            help="Instead: a table of all judged sets in a folder, beside what is published for them.",
        )
        parser.add_argument(
            "--modes", choices=modes, nargs="+", default=[Mode.HYBRID.value], help="Columns of the report."
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            if options["report"]:
                self.report(options["report"], [Mode(mode) for mode in options["modes"]], options["limit"])
            elif options["dataset"] and options["run_file"]:
                self.evaluate(options)
            else:
                raise CommandError("Give DATASET_DIR and --run-file, or --report.")
        except NotADataset as error:
            raise CommandError(str(error)) from error

    def evaluate(self, options: dict[str, Any]) -> None:
        dataset = read_dataset(options["dataset"])
        self.stdout.write(f"Loading {len(dataset.documents):,} documents …")
        queries = list(islice(dataset.queries, options["limit"]))
        answered = self.ask(dataset, queries, [Mode(options["mode"])])[0]
        write_run(options["run_file"], answered)
        self.stdout.write(f"{len(answered):,} queries answered, written to {options['run_file']}.")
        quality = measure_quality(dataset.queries, answered)
        for line in describe_quality(quality) if quality else ():
            self.stdout.write(line)

    def report(self, folder: Path, modes: Sequence[Mode], limit: int | None) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        for name, dataset in find_datasets(folder):
            queries = [query for query in islice(dataset.queries, limit) if query.relevant]
            answers = self.ask(dataset, queries, modes)
            measured = [measure_quality(queries, answered) for answered in answers]
            by_mode = {mode.value: one for mode, one in zip(modes, measured, strict=True) if one}
            for line in describe_set(name, by_mode, folder) if by_mode else ():
                self.stdout.write(line)

    def ask(
        self, dataset: Dataset, queries: Sequence[JudgedQuery], modes: Sequence[Mode]
    ) -> list[list[Answer]]:
        from apps.search.services.evaluate import load_temporarily

        with load_temporarily(dataset) as collection:
            return [
                list(run_queries(collection.search, follow(queries), collection.loaded, mode=mode))
                for mode in modes
            ]


def follow(queries: Sequence[JudgedQuery]) -> Iterable[JudgedQuery]:
    """The queries with a progress bar, which is kept out of what the command says."""
    return track(queries, "Asking", console=Console(stderr=True))


def describe_quality(quality: Quality) -> Iterator[str]:
    """Return nDCG@10 by kind of question and their plain mean."""
    for subset, (count, score) in quality.by_subset.items():
        yield f"{subset or 'all':28} n={count:<6} nDCG@10 {score:.4f}"
    yield f"{'MACRO':28} n={len(quality.by_subset):<6} nDCG@10 {quality.macro:.4f}"
