import json

import pytest
from django.core.management import call_command

from apps.search.evaluation import fitting
from apps.search.retrieval.fusion import load_weights
from apps.search.services.fit_fusion import START

from .test_judged_chats import JUDGED


@pytest.mark.django_db
def test_the_command_writes_what_the_ranking_reads(tmp_path, monkeypatch):
    monkeypatch.setattr(fitting, "LADDER", (0.2, 1.0))
    call_command("fit_fusion", JUDGED, out=tmp_path / "fusion.json")
    written = json.loads((tmp_path / "fusion.json").read_text())
    assert set(written["weights"]) == set(load_weights()) == set(START)
    assert written["weights"]["maxsim"] == START["maxsim"]
    (quality,) = written["ndcg_at_10"].values()
    assert min(quality.values()) > 0.5
