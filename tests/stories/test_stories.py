"""Every story of this folder comes out as it is told, and the same when the house is closed and opened all the time."""

from pathlib import Path

import pytest

from .teller import Way, play

STORIES = sorted(Path(__file__).parent.glob("*.txt"))


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)
async def test_a_story_comes_out_as_it_is_told(story, tmp_path):
    await play(story, tmp_path / "plainly", Way.PLAINLY)


@pytest.mark.parametrize("way", [Way.REOPENED, Way.ASLEEP], ids=["reopened", "asleep"])
@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)
async def test_closing_the_house_between_any_two_lines_changes_nothing(story, way, tmp_path):
    plainly = await play(story, tmp_path / "plainly", Way.PLAINLY)
    assert await play(story, tmp_path / "closed", way) == plainly
