import json
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.search.evaluation.beir import read_dataset
from apps.search.evaluation.irc_sets import make_known_item_set, make_reply_set, read_logs

DEFAULT_OUT = Path(__file__).parents[2] / "data" / "fusion.json"


class Command(BaseCommand):
    help = (
        "Fit the weights of the ranking to judged collections in BEIR's layout, unlike each other, and to two cut "
        "from the Ubuntu IRC logs. Writes the weights and what they reach, cross-validated by conversation. Needs "
        "no worker."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("datasets", type=Path, nargs="+", metavar="DATASET_DIR", help="Only read.")
        parser.add_argument("--irc", type=Path, metavar="LOGS.tar.xz", help="The Ubuntu IRC logs.")
        parser.add_argument("--out", type=Path, default=DEFAULT_OUT, metavar="FUSION.json")

    def handle(self, *_args: Any, **options: Any) -> None:
        from apps.search.services.fit_fusion import fit_fusion

        datasets = {folder.name: partial(read_dataset, folder) for folder in options["datasets"]}
        if options["irc"]:
            logs = read_logs(options["irc"])
            datasets["irc-replies"] = partial(make_reply_set, logs)
            datasets["irc-known-items"] = partial(make_known_item_set, logs)
        fitted = fit_fusion(datasets)
        names = [folder.name for folder in options["datasets"]]
        content = {
            "about": "Weights of the evidence on a candidate. Sets with conversations count one each, others as one.",
            "command": f"manage.py fit_fusion {' '.join(names)}{' --irc LOGS' if options['irc'] else ''}",
            "weights": fitted.weights,
            "ndcg_at_10": fitted.quality,
        }
        options["out"].write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        self.stdout.write(json.dumps(content, indent=2))
