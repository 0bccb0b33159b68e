"""The whole system ends in the middle of a job, in good order or not, and is started again."""

import signal

import pytest

from chatanalysis.tests.processes import list_processes
from chatanalysis.tests.system import LiveSystem

pytestmark = [pytest.mark.system, pytest.mark.slow]


def cut_power(system: LiveSystem) -> None:
    """End every process at once, servers too. What was written and synced is on disk; nobody tidies up."""
    while processes := list_processes(system):
        for process in processes:
            try:
                process.send(signal.SIGKILL)
            except ProcessLookupError:
                continue
    system.process.wait()


@pytest.mark.parametrize("end", [LiveSystem.stop, cut_power], ids=["stopped", "power cut"])
def test_a_job_goes_on_after_a_restart(fragile_system, catch_job_in, expect_everything_once, end):
    job = catch_job_in("embed")
    end(fragile_system)
    assert list_processes(fragile_system) == []
    fragile_system.start()
    fragile_system.wait_until_ready()
    expect_everything_once(job)
