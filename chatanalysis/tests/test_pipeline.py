import pytest
from celery import current_app

from chatanalysis import pipeline


def test_shares_add_up_to_the_whole_bar():
    assert sum(stage.share for stage in pipeline.STAGES) == pytest.approx(1)


@pytest.mark.parametrize("stage", pipeline.ALL_STAGES, ids=lambda stage: stage.name)
def test_every_stage_has_a_task_of_its_name_and_a_queue(stage):
    current_app.loader.import_default_modules()
    assert stage.task in current_app.tasks
    assert stage.queue in pipeline.QUEUES
    assert current_app.conf.task_routes[stage.task] == {"queue": stage.queue}


@pytest.mark.parametrize("stages", [pipeline.STAGES, pipeline.BUILD_STAGES, pipeline.MERGE_STAGES])
def test_stages_follow_one_another(stages):
    names = [stage.name for stage in stages]
    following = [pipeline.get_next_stage(name) for name in names]
    assert following == [*stages[1:], None]
    assert pipeline.list_later_stages(names[0]) == list(stages[1:])


def test_progress_rises_over_all_stages_from_zero_to_one():
    told = [
        pipeline.compute_progress(stage.name, fraction / 10)
        for stage in pipeline.STAGES
        for fraction in range(11)
    ]
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, 1)


@pytest.mark.parametrize(("fraction", "expected"), [(-1, 0), (7, pipeline.PARSE.share)])
def test_fractions_out_of_range_stay_in_their_stage(fraction, expected):
    assert pipeline.compute_progress("parse", fraction) == pytest.approx(expected)
