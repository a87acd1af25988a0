"""Applying definitions: idempotent, all or nothing, and what is owed follows."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.services.codes import CODE_LENGTH
from bot.survey.definitions import Privacy, Wording
from tests.services.scenes import ENDS, OPENS, SURVEY, WEBINAR, second


def only(applied):
    (webinar,) = applied.webinars
    return webinar


async def test_a_webinar_applied_for_the_first_time_gets_a_code_nobody_can_guess(office):
    applied = await office.apply(SURVEY, WEBINAR)
    webinar = only(applied)
    assert re.fullmatch(f"[a-z2-7]{{{CODE_LENGTH}}}", webinar.code)
    assert (webinar.key, webinar.link, webinar.changed, webinar.words) == ("clusters", None, True, ("new",))
    assert applied.surveys == ("survey everything version 1",)


async def test_its_moments_are_resolved_in_the_zone_of_the_webinar(office):
    await office.apply(SURVEY, WEBINAR)
    ((opens, ends),) = await office.rows("SELECT opens_at, ends_at FROM webinars")
    assert (opens, ends) == (OPENS.timestamp() * 1000, ENDS.timestamp() * 1000)


async def test_the_same_file_again_writes_nothing_at_all(office):
    code = only(await office.apply(SURVEY, WEBINAR)).code
    await office.enter(1)
    before = await office.dump()
    office.clock.set(OPENS)
    again = await office.apply(SURVEY, WEBINAR)
    assert (only(again).changed, only(again).words, only(again).code, again.surveys) == (False, (), code, ())
    assert await office.dump() == before


async def test_the_order_of_languages_is_no_change(office):
    await office.apply(SURVEY, WEBINAR)
    turned = SURVEY.replace('{en: "How was it?", fr: "Alors ?"}', '{fr: "Alors ?", en: "How was it?"}')
    assert not only(await office.apply(turned, WEBINAR)).changed


async def test_a_survey_with_another_wording_is_a_new_version(office):
    await office.apply(SURVEY, WEBINAR)
    applied = await office.apply(SURVEY.replace("Overall?", "All in all?"), WEBINAR)
    assert applied.surveys == ("survey everything version 2",)
    assert only(applied).words == ("survey everything version 2",)
    assert await office.rows("SELECT key, version FROM surveys") == [("everything", 1), ("everything", 2)]


async def test_going_back_to_an_earlier_wording_takes_up_the_earlier_version(office):
    await office.apply(SURVEY, WEBINAR)
    await office.apply(SURVEY.replace("Overall?", "All in all?"), WEBINAR)
    applied = await office.apply(SURVEY, WEBINAR)
    assert applied.surveys == ()
    assert only(applied).words == ("survey everything version 1",)


async def test_a_webinar_can_use_a_survey_that_was_published_before(office):
    await office.apply(SURVEY, WEBINAR)
    applied = await office.apply(second())
    assert only(applied).words == ("new",)


async def test_the_shipped_survey_is_found_by_its_key(office):
    applied = await office.apply(WEBINAR.replace("survey: everything", "survey: satisfaction"))
    assert applied.surveys == ("survey satisfaction version 1",)


async def test_what_changed_is_said_in_words(office):
    await office.apply(SURVEY, WEBINAR)
    changed = (
        WEBINAR.replace("Strategies", "Ideas")
        .replace("languages:", "registrations: 140\nlanguages:")
        .replace("2d after end at 09:00", "3d after end at 10:00")
        .replace("  - {key: reminder, when: 1wd after end at 09:00, to: {unfinished: true}}\n", "")
    )
    assert set(only(await office.apply(SURVEY, changed)).words) == {
        "title Strategies for clusters -> Ideas for clusters",
        "registrations not given -> 140",
        "follow-up watch moved to 2026-11-27 10:00",
        "follow-up reminder removed",
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("timezone: Europe/Brussels", "timezone: Europe/Athens"),
        ("duration: 2h", "duration: 90m"),
        ("languages: [en, fr]", "languages: [en]"),
        ("purpose: to improve", "purpose: to learn"),
        ("title: The slides", "title: Our slides"),
        ("kind: recording", "kind: handbook"),
        ("send: [slides]", "send: [slides], text: Thank you"),
        ("survey: everything\n", "survey: everything\ntags: {format: rooms}\n"),
        ("survey: everything\n", "survey: everything\nseries: building\n"),
        ("survey: everything\n", "survey: everything\nopens: 2026-11-24 11:45\n"),
        ("survey: everything\n", "survey: everything\ncloses: 9d after end\n"),
        ("survey: everything\n", "survey: everything\nattention: 0.6\n"),
        ("survey: everything\n", "survey: satisfaction\n"),
    ],
)
async def test_no_change_goes_untold(office, old, new):
    await office.apply(SURVEY, WEBINAR)
    assert old in WEBINAR
    applied = only(await office.apply(SURVEY, WEBINAR.replace(old, new)))
    assert applied.changed
    assert applied.words
    assert not only(await office.apply(SURVEY, WEBINAR.replace(old, new))).changed


async def test_nothing_is_applied_if_a_file_goes_missing_half_way(office):
    before = await office.dump()
    loads = iter([b"slides", b"slides", b"slides"])  # both are weighed, the first is stored, the second has gone

    def gone(path):
        content = next(loads, None)
        if content is None:
            raise FileNotFoundError(path)
        return content

    with pytest.raises(FileNotFoundError):
        await office.apply(SURVEY, WEBINAR, second(), load=gone)
    assert await office.dump() == before


async def test_numbers_that_came_by_other_means_stay_unless_the_file_says_something_new(office):
    given = WEBINAR.replace("languages:", "attendees: 85\nlanguages:")
    await office.apply(SURVEY, given)
    await office.store.write(lambda tx: tx.execute("UPDATE webinars SET attendees = 90, registrations = 140").close())
    assert not only(await office.apply(SURVEY, given)).changed
    assert await office.rows("SELECT attendees, registrations FROM webinars") == [(90, 140)]
    applied = only(await office.apply(SURVEY, given.replace("attendees: 85", "attendees: 80")))
    assert applied.words == ("attendees 90 -> 80",)
    assert await office.rows("SELECT attendees, registrations FROM webinars") == [(80, 140)]


async def test_a_survey_opened_by_hand_stays_open_when_the_file_is_applied_again(office):
    by_hand = WEBINAR.replace("survey: everything\n", "survey: everything\nopens: by hand\n")
    await office.apply(SURVEY, by_hand)
    await office.store.write(lambda tx: tx.execute("UPDATE webinars SET opens_at = 1795510000000").close())
    await office.apply(SURVEY, by_hand.replace("Strategies", "Ideas"))
    assert await office.rows("SELECT opens_at FROM webinars") == [(1795510000000,)]


async def test_privacy_from_the_settings_goes_into_the_definition(office):
    privacy = Privacy("We", "we@example.org", Wording({"*": "to learn"}), timedelta(days=30))
    bare = "\n".join(line for line in WEBINAR.splitlines() if not line.startswith("privacy"))
    await office.apply(SURVEY, bare)
    applied = only(await office.apply(SURVEY, bare, privacy=privacy))
    assert applied.words == ("privacy changed",)
    assert (await office.summary()).summary.webinar.key == "clusters"
    ((definition,),) = await office.rows("SELECT definition FROM webinars")
    assert "we@example.org" in definition


async def test_the_database_never_learns_where_a_file_came_from(office):
    await office.apply(SURVEY, WEBINAR)
    assert str(office.folder) not in "\n".join(await office.dump())


async def test_a_files_bytes_are_stored_and_replaced_only_when_they_change(office):
    await office.apply(SURVEY, WEBINAR)
    assert await office.rows("SELECT name, bytes FROM files") == [("slides.pdf", b"slides")]
    (office.folder / "slides.pdf").write_bytes(b"better slides")
    words = only(await office.apply(SURVEY, WEBINAR)).words
    assert words == ("material slides: another file (13 bytes)",)
    assert await office.rows("SELECT name, bytes FROM files") == [("slides.pdf", b"better slides")]


async def test_what_telegram_called_the_old_file_is_not_used_for_the_new_one(office):
    import db.materials as materials

    await office.apply(SURVEY, WEBINAR)
    ((material, digest),) = await office.rows("SELECT material_id, digest FROM files")
    await office.store.write(
        lambda tx: materials.keep_file_ids(
            tx, material, telegram_id=1, files=[materials.FileRow("slides.pdf", digest)], file_ids=["old"]
        )
    )
    (office.folder / "slides.pdf").write_bytes(b"better slides")
    await office.apply(SURVEY, WEBINAR)
    (slides, _) = await office.store.read(lambda tx: materials.of_webinar(tx, 1))
    assert (slides.id, slides.edition) == (material, 2)
    assert await office.store.read(lambda tx: materials.file_ids(tx, slides.id, slides.files, telegram_id=1)) == ()


async def test_a_material_that_is_no_longer_defined_is_removed(office):
    await office.apply(SURVEY, WEBINAR)
    less = WEBINAR.replace("  - {key: slides, kind: presentation, title: The slides, file: slides.pdf}\n", "").replace(
        "send: [slides]", "text: Thank you"
    )
    assert "material slides removed" in only(await office.apply(SURVEY, less)).words
    assert await office.rows("SELECT key FROM materials") == [("recording",)]
    assert await office.rows("SELECT * FROM files") == []


async def test_a_file_that_arrived_by_other_means_outlives_the_file_that_only_promised_it(office):
    import db.materials as materials

    await office.apply(SURVEY, WEBINAR)
    ((recording,),) = await office.rows("SELECT id FROM materials WHERE key = 'recording'")
    await office.store.write(lambda tx: materials.put_file(tx, recording, name="r.mp4", digest="d", bytes=b"film"))
    assert not only(await office.apply(SURVEY, WEBINAR)).changed
    linked = WEBINAR.replace("title: The recording", "title: The recording, url: https://example.org/r")
    assert "material recording: its file is taken out" in only(await office.apply(SURVEY, linked)).words
    assert await office.rows("SELECT url FROM materials WHERE key = 'recording'") == [("https://example.org/r",)]


async def test_the_link_is_known_once_the_bot_has_met_telegram(office):
    import db.bots as bots

    await office.store.write(lambda tx: bots.remember(tx, telegram_id=1, username="after_bot", now=OPENS))
    webinar = only(await office.apply(SURVEY, WEBINAR))
    assert webinar.link == f"https://t.me/after_bot?start={webinar.code}"


async def test_a_plan_that_moves_moves_what_is_owed_to_everyone_enrolled(office):
    await office.apply(SURVEY, WEBINAR)
    for chat in (1, 2, 3):
        await office.enter(chat)
    assert (await office.outbox())["watch"] == ("planned", "11-26 08:00")
    moved = WEBINAR.replace("2d after end at 09:00", "3d after end at 10:00")
    words = only(await office.apply(SURVEY, moved)).words
    assert words == ("follow-up watch moved to 2026-11-27 10:00", "3 messages moved")
    assert (await office.outbox())["watch"] == ("planned", "11-27 09:00")


async def test_a_follow_up_that_is_taken_out_is_cancelled_and_comes_back_when_it_does(office):
    await office.apply(SURVEY, WEBINAR)
    await office.enter(1)
    less = WEBINAR.replace("  - {key: watch, when: 2d after end at 09:00, send: [recording]}\n", "")
    await office.apply(SURVEY, less)
    assert (await office.outbox())["watch"][0] == "cancelled"
    await office.apply(SURVEY, WEBINAR)
    assert (await office.outbox())["watch"] == ("planned", "11-26 08:00")


async def test_what_waited_for_a_material_goes_once_it_has_arrived(office):
    import db.steered
    from bot.delivery.plan import WAITS_FOR_MATERIAL

    await office.apply(SURVEY, WEBINAR)
    await office.enter(1)
    ((row,),) = await office.rows("SELECT id FROM outbox WHERE follow_up = 'watch'")
    office.clock.set(ENDS + timedelta(days=5))
    await office.store.write(lambda tx: db.steered.hold(tx, row, reason=WAITS_FOR_MATERIAL))
    await office.apply(SURVEY, WEBINAR.replace("Strategies", "Ideas"))
    assert (await office.outbox())["watch"][0] == "held"
    (office.folder / "film.mp4").write_bytes(b"film")
    there = WEBINAR.replace("Strategies", "Ideas").replace("The recording}", "The recording, file: film.mp4}")
    words = only(await office.apply(SURVEY, there)).words
    assert words == ("material recording: its file has arrived (4 bytes)", "1 message released")
    assert (await office.outbox())["watch"] == ("planned", "11-26 08:00")
