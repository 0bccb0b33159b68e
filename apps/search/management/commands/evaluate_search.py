from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from statistics import mean
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.progress import track

from apps.search.evaluation.beir import Dataset, NotADataset, read_dataset
from apps.search.evaluation.metrics import ndcg
from apps.search.evaluation.runs import Answer, run_queries, write_run
from apps.search.retrieval.query import Mode


class Command(BaseCommand):
    help = (
        "Load a test collection in BEIR's layout into a throw-away organization and ask every query through the "
        "search that the product uses, restricted to the query's own conversation where it has one. Needs no worker."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dataset", type=Path, metavar="DATASET_DIR", help="Only read, never written to.")
        parser.add_argument(
            "--run-file", type=Path, required=True, metavar="OUT.tsv", help="query, document, score."
        )
        parser.add_argument("--limit", type=int, default=None, metavar="N", help="Only the first N queries.")
        parser.add_argument("--mode", choices=[mode.value for mode in Mode], default=Mode.HYBRID.value)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            dataset = read_dataset(options["dataset"])
        except NotADataset as error:
            raise CommandError(str(error)) from error
        from apps.search.services.evaluate import load_temporarily

        queries = list(islice(dataset.queries, options["limit"]))
        self.stdout.write(f"Loading {len(dataset.documents):,} documents …")
        with load_temporarily(dataset) as (loaded, search):
            answers = run_queries(search, track(queries, "Asking"), loaded, mode=Mode(options["mode"]))
            answered = list(answers)
        write_run(options["run_file"], answered)
        self.stdout.write(f"{len(answered):,} queries answered, written to {options['run_file']}.")
        for line in describe_quality(dataset, answered):
            self.stdout.write(line)


def describe_quality(dataset: Dataset, answers: Iterable[Answer]) -> Iterator[str]:
    """Return nDCG@10 by kind of question and their plain mean; nothing for a collection without judgements."""
    queries = {query.id: query for query in dataset.queries}
    by_subset: dict[str, list[float]] = defaultdict(list)
    for answer in answers:
        query = queries[answer.query_id]
        if query.relevant:
            ranking = [document for document, _ in answer.ranking]
            by_subset[query.subset].append(ndcg(ranking, query.relevant))
    for subset, scores in sorted(by_subset.items()):
        yield f"{subset or 'all':28} n={len(scores):<6} nDCG@10 {mean(scores):.4f}"
    if by_subset:
        macro = mean(mean(scores) for scores in by_subset.values())
        yield f"{'MACRO':28} n={len(by_subset):<6} nDCG@10 {macro:.4f}"
