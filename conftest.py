"""What every test may ask for. Servers are started only for tests that need them."""

import pytest

from chatanalysis.runtime import services

pytest_plugins = ["chatanalysis.tests.system"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Start the embedded servers, or attach to running ones, before pytest-django makes its database."""
    services.attach()
