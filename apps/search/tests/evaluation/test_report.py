import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.search.evaluation.quality import Quality
from apps.search.evaluation.report import describe_published, describe_set, find_datasets

from .test_judged_chats import JUDGED


def test_a_set_is_shown_by_mode_with_its_subsets_and_published_figures(tmp_path):
    (tmp_path / "chats").mkdir()
    published = {
        "metric": "nDCG@10",
        "BM25": 0.4216,
        "TF-IDF": {"a": 0.1, "b": 0.2},
        "best": ["Some-8B", 0.5651],
    }
    (tmp_path / "chats" / "meta.json").write_text(json.dumps({"published": published}))
    by_mode = {
        "hybrid": Quality({"a": (2, 0.5), "b": (1, 1.0)}, 0.75),
        "keyword": Quality({"a": (2, 0.25), "b": (1, 0.5)}, 0.375),
    }
    lines = [" ".join(line.split()) for line in describe_set("chats", by_mode, tmp_path)]
    assert lines == [
        "chats n hybrid keyword",
        "a 2 0.5000 0.2500",
        "b 1 1.0000 0.5000",
        "nDCG@10, mean of subsets 3 0.7500 0.3750",
        "published: BM25 0.4216",
        "published: TF-IDF a 0.1000, b 0.2000",
        "published: best: Some-8B 0.5651",
    ]


def test_known_baselines_stand_beside_sets_without_figures(tmp_path):
    assert list(describe_published("med", tmp_path / "meta.json")) == ["BM25 0.6960"]


def test_only_judged_folders_are_sets():
    assert [name for name, _ in find_datasets(JUDGED.parent)] == ["judged"]


@pytest.mark.django_db
def test_the_report_asks_every_set():
    out = StringIO()
    call_command("evaluate_search", report=JUDGED.parent, modes=["hybrid", "keyword"], limit=3, stdout=out)
    head, *_, total = out.getvalue().splitlines()
    assert head.split() == ["judged", "n", "hybrid", "keyword"]
    assert total.split()[-3] == "3"


def test_a_run_needs_a_file_to_write():
    with pytest.raises(CommandError, match="--run-file"):
        call_command("evaluate_search", JUDGED)
