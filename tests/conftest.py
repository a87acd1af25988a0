"""What holds for every test: where CI runs, properties are tried with the same examples each time.

Whatever any test logged, sent, was told or left on disk has the token nowhere: see ``leaks``.
"""

import os

import pytest
from hypothesis import settings

from tests import leaks

settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_addoption(parser) -> None:
    """How long the laws of follow-ups are tried, and whether the operator's page may use the network."""
    parser.addoption("--promises", type=int, default=30, help="how many histories of follow-ups are tried")
    parser.addoption("--registries", action="store_true", help="the page's apt-get and pip are run as they stand")


def pytest_configure() -> None:
    """Everything that is said from now on is looked through for the token."""
    leaks.listen()


@pytest.fixture(scope="session", autouse=True)
def _the_token_is_nowhere(tmp_path_factory):
    yield
    left = [str(path) for path in leaks.files_with_token(tmp_path_factory.getbasetemp())]
    assert (leaks.found, left) == ([], []), "the token got out"
