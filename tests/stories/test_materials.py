"""Materials beside a running bot: what was promised goes out when it arrives, and a corrected one when it is resent."""

import pytest

from bot.rehearsal import UNLIMITED, Rehearsal

from .house import apply
from .running import afterword, eventually, running, settings_for
from .teller import Guest
from .transcript import at

LATER = at("2026-11-26 12:00")


@pytest.fixture
async def api():
    async with Rehearsal(now=at("2026-11-24 11:50"), flood=UNLIMITED) as served:
        yield served


def came(person, text):
    """The bot's messages that say ``text`` below a file, or anywhere."""
    return [message for message in person.messages if message.by_bot and text in message.content.text]


async def test_what_was_promised_goes_out_when_it_arrives_and_a_corrected_one_when_it_is_resent(api, tmp_path):
    code = (await apply(tmp_path, "satisfaction.yaml", api.clock))["communication"]
    definition = tmp_path / "satisfaction.yaml"
    settings = settings_for(api)
    async with running(tmp_path, "run", **settings) as bot:
        await bot.says("action=serving")
        guest = Guest(api.join(101, "Ana"))
        guest.person.write(f"/start {code}")
        await eventually(lambda: came(guest.person, "1 of 8"))
        api.clock.set(LATER)
        await eventually(lambda: came(guest.person, "Here are the slides."))
        assert not came(guest.person, "The recording is ready.")
        held = await afterword(tmp_path, "webinars", "--json", **settings)
        assert held[0] == 0

        (tmp_path / "talk.mp4").write_bytes(b"a film")
        text = definition.read_text(encoding="utf-8")
        there = text.replace('fr: "L’enregistrement"}}', 'fr: "L’enregistrement"}, file: talk.mp4}')
        assert there != text
        definition.write_text(there, encoding="utf-8")
        code_of_apply, said = await afterword(tmp_path, "apply", definition.name, **settings)
        assert (code_of_apply, "its file has arrived" in said, "1 message released" in said) == (0, True, True), said
        await eventually(lambda: came(guest.person, "The recording is ready."))
        assert came(guest.person, "The recording is ready.")[0].content.file.kind == "video"

        (tmp_path / "slides.pdf").write_bytes(b"%PDF better")
        _, said = await afterword(tmp_path, "apply", definition.name, "--resend", "slides", **settings)
        assert "slides: 1 person gets the corrected one" in said
        await eventually(lambda: came(guest.person, "Here is a corrected version of: The slides"))
        (corrected,) = came(guest.person, "Here is a corrected version of")
        assert corrected.content.file.content == b"%PDF better"
        _, said = await afterword(tmp_path, "apply", definition.name, "--resend", "slides", **settings)
        assert "slides: there is nothing to resend" in said
        failed, said = await afterword(tmp_path, "apply", definition.name, "--resend", "slide", **settings)
        assert failed == 1
        assert "did you mean `slides`?" in said
        assert await bot.told_to_stop() == 0
