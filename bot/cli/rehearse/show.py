"""The show: every webinar of the files in turn, each on a stage of its own, and what was found of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

import msgspec

from bot.cli.rehearse.campaign import Campaign, doors_of, row_of
from bot.cli.rehearse.findings import Finding, findings
from bot.cli.rehearse.places import Places, places_in
from bot.cli.rehearse.progress import Progress
from bot.cli.rehearse.record import Record
from bot.cli.rehearse.stage import set_up
from bot.services.surroundings import OnDisk
from bot.settings import Settings
from bot.survey.definitions import ByHand, Fault, Offset, Privacy, Webinar, Wording
from bot.survey.reading import Reading, Source

INVENTED = Privacy(
    controller="(the organiser)",
    contact="nobody@example.org",
    purpose=Wording({"*": "to rehearse with invented people"}),
    retention=timedelta(days=365),
)
"""What invented people are told where neither the definition nor the settings say anything."""


@dataclass(frozen=True, slots=True)
class Show:
    """One webinar, rehearsed."""

    record: Record
    places: Places
    findings: tuple[Finding, ...]


async def rehearse(
    settings: Settings, sources: Sequence[Source], reading: Reading, *, people: int, seed: int
) -> list[Show]:
    """Each webinar of ``reading``, which has no faults, has been through its whole campaign; the same for a ``seed``.

    Raises:
        Refusal: a moment of a webinar lies beyond what a calendar holds.
    """
    shows = []
    around = OnDisk(settings.templates, None)
    places = {webinar.key: places_in(sources, webinar, around) for webinar in reading.webinars}
    with Progress() as progress:
        for webinar in reading.webinars:
            record = await _play(settings, reading, webinar, people=people, seed=seed, progress=progress)
            there = places[webinar.key]
            warnings = [each for each in reading.warnings if _belongs(each, places) == webinar.key]
            shows.append(Show(record, there, tuple(findings(record, there, warnings))))
    return shows


async def _play(
    settings: Settings, reading: Reading, webinar: Webinar, *, people: int, seed: int, progress: Progress
) -> Record:
    own = _opened_by_itself(webinar)
    surveys = {survey.key: survey for survey in reading.surveys}
    chance = Random(f"{seed} {webinar.key}")  # noqa: S311  no secret hangs on it, and a seed is to give the same again
    async with set_up(settings.templates, settings.privacy or INVENTED, chance, now=doors_of(own)) as stage:
        await stage.publishing.apply(replace(reading, webinars=(own,)))
        row = await row_of(stage, own.key)
        campaign = Campaign(stage, row, own, surveys[own.survey], people=people)
        record = await campaign.play(progress.of(own.key))
    return replace(record, opened_by_hand=own is not webinar)


def _opened_by_itself(webinar: Webinar) -> Webinar:
    """The webinar, whose survey opens without an organiser."""
    by_itself = Offset(-15, "m", "end")
    return msgspec.structs.replace(webinar, opens=by_itself) if isinstance(webinar.opens, ByHand) else webinar


def _belongs(warning: Fault, places: dict[str, Places]) -> str:
    """The webinar in whose part of its file the warning stands; the first one if it stands before all, or elsewhere."""
    found, best = next(iter(places)), 0
    for key, each in places.items():
        file, _, line = (each.whole or "").rpartition(":")
        if file == warning.file and best < int(line) <= warning.line:
            found, best = key, int(line)
    return found
