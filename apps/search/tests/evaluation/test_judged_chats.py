"""Ranking quality on a small judged set of our own: made-up chats of five groups, 27 questions about them."""

from pathlib import Path

import pytest

from apps.search.evaluation.beir import read_dataset
from apps.search.evaluation.quality import measure_quality
from apps.search.evaluation.runs import run_queries
from apps.search.retrieval.query import Mode
from apps.search.services.evaluate import load_temporarily

JUDGED = Path(__file__).parent / "judged"


def measure(modes):
    dataset = read_dataset(JUDGED)
    with load_temporarily(dataset) as collection:
        return {
            mode: measure_quality(
                dataset.queries, run_queries(collection.search, dataset.queries, collection.loaded, mode=mode)
            )
            for mode in modes
        }


@pytest.mark.django_db
def test_the_cheap_embedder_keeps_its_floor():
    quality = measure([Mode.HYBRID])[Mode.HYBRID]
    assert sum(count for count, _ in quality.by_subset.values()) == 27
    assert quality.macro >= 0.76


@pytest.mark.model
@pytest.mark.django_db
def test_the_real_model_keeps_its_floors(settings):
    settings.EMBEDDER = "sentence-transformers"
    by_mode = measure([Mode.HYBRID, Mode.SEMANTIC])
    assert by_mode[Mode.HYBRID].macro >= 0.82
    assert by_mode[Mode.SEMANTIC].macro >= 0.82
