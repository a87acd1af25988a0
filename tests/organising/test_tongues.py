"""Organisers are spoken to in their own language: whatever they give or tap that only shows something, no English."""

import re

import pytest

from tests.organising.driver import Organiser
from tests.organising.test_who_may import a_town
from tests.render.catalogue_files import ORGANISERS_SPEAK, catalogue, forms
from tests.render.sentences import for_attendees, for_organisers
from tests.stories.house import OWNER

BLANK = re.compile(r"%\\\(\w+\\\)s|\\\{\w+\\\}")
MARKUP = re.compile(r"</?\w+>")
SIGN = re.compile(r"^\W+ (?=\w)")


class Listener(Organiser):
    """An organiser who remembers every line and every button that they were shown since the beginning."""

    def begins(self):
        self.before, self.heard = len(self.shown), set()

    async def says(self, text):
        said = await super().says(text)
        self._listen()
        return said

    async def forges(self, message_id, written):
        said = await super().forges(message_id, written)
        self._listen()
        return said

    def _listen(self):
        for message in self.shown[self.before :]:
            labels = [button["text"] for row in message.buttons or [] for button in row]
            self.heard |= {SIGN.sub("", line).strip() for line in (message.content.text or "").split("\n") + labels}


def english(language):
    """A pattern for each English sentence to organisers, unless it happens to mean something in ``language``."""
    spoken = catalogue(language)
    said = {form for message in spoken.values() for form in forms(message.string)}
    for sentence in for_organisers() - for_attendees() - said:
        if not sentence.startswith(("%", "{", "“")):
            yield re.compile(BLANK.sub(".+", re.escape(MARKUP.sub("", sentence))))


@pytest.mark.parametrize("language", ORGANISERS_SPEAK)
async def test_an_organiser_hears_their_own_language_wherever_they_tap(tmp_path, language):
    async with a_town(tmp_path) as town:
        person = town.house.api.join(OWNER, "Owner", language_code=language)
        owner = town.people["owner"] = Listener(town.house, person, restarts=False)
        owner.begins()
        await owner.says("/help")
        assert len(await town.buttons()) > 40
        assert {line for pattern in english(language) for line in owner.heard if pattern.fullmatch(line)} == set()
