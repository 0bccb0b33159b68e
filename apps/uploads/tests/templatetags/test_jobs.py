from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from apps.uploads.models import Job, JobStatus
from apps.uploads.templatetags import jobs as tags
from chatanalysis import pipeline


def test_every_stage_and_state_has_words():
    for stage in pipeline.STAGES:
        assert tags.STAGE_LABELS[stage.name]
    for status in set(JobStatus.values) - {JobStatus.RUNNING}:
        assert tags.STATUS_LABELS[status]


@pytest.mark.parametrize(
    ("fraction", "shown"), [(0, "0%"), (0.1, "10%"), (0.999, "99%"), (0.9999, "99%"), (1, "100%")]
)
def test_percents_are_rounded_down(fraction, shown):
    assert tags.percent(fraction) == shown


@pytest.mark.parametrize(
    ("stage", "shown"), [("parse", "1.0\xa0KB of 2.0\xa0KB"), ("embed", "1,024 of 2,048 messages")]
)
def test_amounts_have_the_units_of_their_stage(stage, shown):
    assert tags.amount(Job(stage=stage, stage_done=1024, stage_total=2048)) == shown


@pytest.mark.parametrize(
    ("fields", "states"),
    [
        ({"status": "queued", "stage": "parse"}, ["done", "current", "waiting", "waiting"]),
        ({"status": "running", "stage": "embed"}, ["done", "done", "current", "waiting"]),
        ({"status": "failed", "stage": "embed"}, ["done", "done", "stopped", "waiting"]),
        (
            {"status": "failed", "stage": "index", "counts": {"failed_files": 1}},
            ["done", "stopped", "done", "done"],
        ),
        ({"status": "succeeded", "stage": "index"}, ["done", "done", "done", "done"]),
    ],
)
def test_steps_show_where_a_job_is(fields, states):
    assert [step.state for step in tags.steps(Job(**fields))] == states


def test_a_stage_event_is_told_in_words():
    assert tags.log_text(SimpleNamespace(kind="stage", text="embed")) == tags.STAGE_LABELS["embed"]
    assert tags.log_text(SimpleNamespace(kind="log", text="embed")) == "embed"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.2, "1 s"), (59.4, "59 s"), (60, "1 min 0 s"), (3599, "59 min 59 s"), (7260, "2 h 1 min")],
)
def test_a_finished_job_tells_how_long_it_took(seconds, shown):
    start = datetime(2026, 3, 1, tzinfo=UTC)
    assert tags.duration(Job(started_at=start, finished_at=start + timedelta(seconds=seconds))) == shown


def test_a_job_that_never_started_took_no_time():
    assert tags.duration(Job(finished_at=datetime(2026, 3, 1, tzinfo=UTC))) == ""
