"""The units as systemd reads them: without a complaint, with little exposure, and the same but for the bot's name."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "templates/operations"
UNITS = ("afterword.service", "afterword@.service")
MOST_EXPOSURE = 1.2
"""Of 10: what is left is the network, which it needs, and the machine's own files, which it may read."""


def analyzed(*words: str) -> subprocess.CompletedProcess[str]:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", UNITS)
def test_systemd_finds_nothing_wrong_with_the_unit(name, tmp_path):
    instance = tmp_path / name.replace("@", "@second")
    text = (FOLDER / name).read_text(encoding="utf-8")
    instance.write_text(text.replace("/opt/afterword/current/bin/afterword run", "/bin/true"))  # which is there
    verified = analyzed("verify", "--man=no", str(instance))
    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")


@pytest.mark.parametrize("name", UNITS)
def test_the_unit_exposes_little(name):
    told = analyzed("security", "--offline=true", "--no-pager", str(FOLDER / name)).stdout
    (exposure,) = re.findall(r"Overall exposure level for \S+: ([\d.]+)", told)
    assert float(exposure) <= MOST_EXPOSURE, told


def test_a_second_bots_unit_differs_in_names_only():
    one, more = ((FOLDER / name).read_text(encoding="utf-8").splitlines() for name in UNITS)
    assert [line.replace("-%i", "").replace(" %i", "") for line in more[2:]] == one[2:]
    assert sum("%i" in line for line in more) == 7
