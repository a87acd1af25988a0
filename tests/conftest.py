"""What holds for every test: where CI runs, properties are tried with the same examples each time."""

import os

from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_addoption(parser) -> None:
    """How long the laws of follow-ups are tried, and whether the operator's page may use the network."""
    parser.addoption("--promises", type=int, default=30, help="how many histories of follow-ups are tried")
    parser.addoption("--registries", action="store_true", help="the page's apt-get and pip are run as they stand")
