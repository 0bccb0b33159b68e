"""What every test may ask for. Servers are started only for tests that need them."""

import pytest

from chatanalysis.runtime import services

pytest_plugins = ["chatanalysis.tests.system"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what needs the whole live system together, and first: `make test` runs in two processes, and of a system
    that takes both cores one is enough.
    """
    live = [item for item in items if item.get_closest_marker("system") or item.get_closest_marker("browser")]
    for item in live:
        item.add_marker(pytest.mark.xdist_group("live"))
    chosen = set(live)
    items[:] = [*live, *(item for item in items if item not in chosen)]


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Start the embedded servers, or attach to running ones, before pytest-django makes its database."""
    services.attach()
