"""Every story of this folder comes out as it is told, and the same when the house is closed and opened all the time."""

from pathlib import Path

import pytest

from .teller import Way, play

STORIES = sorted(Path(__file__).parent.glob("*.txt"))


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)
async def test_a_story_comes_out_as_it_is_told_however_often_the_house_is_closed(story, tmp_path):
    plainly = await play(story, tmp_path / "plainly", Way.PLAINLY)
    for way in (Way.REOPENED, Way.ASLEEP):
        assert await play(story, tmp_path / way.name.lower(), way) == plainly
