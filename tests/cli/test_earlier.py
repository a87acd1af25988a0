"""Results of earlier webinars at the command line: checked, applied, and applied again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.survey.test_earlier import RECOVERY


@pytest.fixture
def written(afterword):
    Path("earlier.yaml").write_text(RECOVERY, encoding="utf-8")
    return afterword


def test_they_are_checked_applied_and_the_same_again_changes_nothing(written):
    assert written("check", "earlier.yaml").out == "earlier.yaml: fine (0 surveys, 0 webinars, 1 earlier webinar).\n"
    assert written("apply", "earlier.yaml").out == "earlier results recovery-2020 new\n"
    assert written("apply", "earlier.yaml").out == "Nothing changed.\n"
    Path("earlier.yaml").write_text(RECOVERY.replace("0.51", "0.53"), encoding="utf-8")
    assert written("apply", "earlier.yaml").out == "earlier results recovery-2020 changed\n"


def test_a_webinar_and_earlier_results_cannot_have_one_key(written):
    assert written("apply", "webinar.yaml").code == 0
    Path("earlier.yaml").write_text(RECOVERY.replace("recovery-2020", "clusters"), encoding="utf-8")
    ran = written("apply", "earlier.yaml")
    assert ran.code == 1
    assert ran.sentence == (
        "afterword: clusters is the key of a webinar as well as of earlier results: give one of them another key."
    )
