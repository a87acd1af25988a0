"""Definition files that cannot be opened are told like any other fault, beside those of the files that can."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.services.scenes import SURVEY

pytestmark = pytest.mark.parametrize("command", ["check", "apply"])
not_root = pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")


def test_a_file_that_is_not_there_is_told_beside_the_faults_of_the_others(afterword, command):
    Path("bad.yaml").write_text(SURVEY.replace("kind: nps", "kind: nsp"))
    ran = afterword(command, "missing.yaml", "bad.yaml", "missing.yaml", ".")
    assert (ran.code, ran.out) == (1, "")
    folder, bad, missing = ran.err.splitlines()
    assert folder == ".:1: this is a folder; name a file in it"
    assert bad.startswith("bad.yaml:")
    assert "did you mean `nps`?" in bad
    assert missing == "missing.yaml:1: there is no such file; check its name and folder"


def test_a_good_file_beside_a_missing_one_is_not_applied(afterword, command):
    ran = afterword(command, "webinar.yaml", "missing.yaml")
    assert (ran.code, ran.sentence.startswith("missing.yaml:1: there is no such file; ")) == (1, True)
    assert not Path("afterword.db").exists()


def test_a_file_inside_what_is_no_folder_is_told(afterword, command):
    ran = afterword(command, "webinar.yaml/inner.yaml")
    told = "webinar.yaml/inner.yaml:1: the file cannot be read (not a directory); name another file"
    assert (ran.code, ran.sentence) == (1, told)


@not_root
def test_a_file_that_may_not_be_read_is_told(afterword, command):
    Path("secret.yaml").touch(mode=0)
    ran = afterword(command, "secret.yaml")
    told = "secret.yaml:1: this account may not read the file; let it, or name another file"
    assert (ran.code, ran.sentence) == (1, told)
