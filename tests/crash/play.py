"""The whole evening: people come and answer, the bot is killed and started again, the clock goes on; then the proof."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from bot.rehearsal.phone import NothingCame
from bot.rehearsal.waiting import Bell
from tests.crash import proof
from tests.crash.deaths import Coroner
from tests.crash.definition import ALL_DUE, DOORS_OPEN, ENDS, FILE, FILES, JUMP_BACK, SPAN, definition
from tests.crash.figures import table
from tests.crash.house import House
from tests.crash.killing import Killer
from tests.crash.ledger import audited, received, requests_of
from tests.crash.people import PATIENCE_SECONDS, Respondent, script_of
from tests.staging import built

FIRST_CHAT = 20_001
SHEET = "crash.csv"
RESTS = 4
"""One person of so many rests at half-way, long enough to be reminded."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of it: a table of figures, and every fault in plain words."""

    figures: Sequence[tuple[str, str]]
    faults: Sequence[str]
    stages: Counter[str]
    unshown: int
    """Replies that were stored at a kill, and whose screen only the next life of the bot showed."""


async def play(folder: Path, *, kills: int, people: int, seed: int) -> Verdict:
    """Everything, in ``folder``. Raises: Failed, when it cannot be carried through."""
    (folder / FILE).write_text(definition(), encoding="utf-8")
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    async with built(House, folder, now=DOORS_OPEN, seed=seed) as house:
        (applied,) = json.loads(await house.afterword("apply", FILE, "--json"))["webinars"]
        killed = Bell()
        audience = _invited(house, killed, kills=kills, people=people, seed=seed)
        coroner = Coroner(house, audience)
        visits = asyncio.gather(*(_visit(person, applied["code"]) for person in audience))
        try:
            await _kill_again_and_again(house, coroner, killed, kills=kills, chance=Random(seed))
            await visits
        finally:
            visits.cancel()
            await asyncio.gather(visits, return_exceptions=True)
        house.move_to(ALL_DUE)
        await house.until_settled(patience_seconds=PATIENCE_SECONDS)
        return await _proved(house, applied["code"], audience, coroner)


def _invited(house: House, killed: Bell, *, kills: int, people: int, seed: int) -> list[Respondent]:
    """People who come one after the other, so that some are in the midst of answering at every kill."""
    audience = []
    for number in range(people):
        comes_after = number * kills // people
        rests = number % RESTS == 0
        audience.append(
            Respondent(
                phone=house.phone(FIRST_CHAT + number, first_name="Ana", language_code="en"),
                script=script_of(number, Random(f"{seed}-{number}")),
                kills=killed,
                comes_after=comes_after,
                rests_until=min(kills, comes_after + max(1, kills // 4)) if rests else 0,
            )
        )
    return audience


async def _visit(person: Respondent, code: str) -> None:
    """One person's evening; if something never comes, that is noted, and the others go on."""
    try:
        await person.attend(code)
    except NothingCame as trouble:
        person.lost = str(trouble)


async def _kill_again_and_again(house: House, coroner: Coroner, killed: Bell, *, kills: int, chance: Random) -> None:
    """So many lives of the bot, each ended by SIGKILL, the clock going on from one to the next; and a last one."""
    killer = Killer(house, chance)
    for number in range(kills):
        await house.spawn()
        moment = DOORS_OPEN + SPAN * number / max(1, kills - 1)
        back = JUMP_BACK if killer.jumps_back() and moment - JUMP_BACK > ENDS else timedelta()
        house.move_to(moment - back)
        killer.trouble()
        edition = killer.edition()
        replanning = asyncio.create_task(_apply(house, edition)) if edition is not None else None
        stage = await killer.await_moment(coroner.look_again)
        await house.kill()
        if replanning is not None:
            await replanning
            coroner.replanned += 1
        coroner.jumps += bool(back)
        await coroner.note(stage)
        killed.ring()
    house.api.faults.clear()
    await _apply(house, 0)
    spawned_at = house.journal_number
    await house.spawn()
    await house.called("getMe", after=spawned_at)
    coroner.look_again()


async def _apply(house: House, edition: int) -> None:
    """The plan in this edition is applied, beside a bot that may run or not."""
    file = house.folder / f"edition{edition}.yaml"
    file.write_text(definition(edition), encoding="utf-8")
    await house.afterword("apply", file.name)


async def _proved(house: House, code: str, audience: Sequence[Respondent], coroner: Coroner) -> Verdict:
    """Everything that was stored, counted, sent and received, against what was meant."""
    for person in audience:
        await person.phone.look()
    end = await house.stored()
    await house.afterword("export", code, "--csv", SHEET)
    exported = proof.exported(audience, (house.folder / SHEET).read_text(encoding="utf-8"))
    summary = await house.summary(code)
    counted = proof.counted(audience, summary)
    requests = requests_of(house.api.journal.entries, coroner.deaths)
    account = audited(requests, coroner.deaths, end)
    await house.stop_bot()
    faults = [
        *proof.taps(audience, end),
        *exported.wrong,
        *counted.wrong,
        *proof.told(summary, end),
        *account.faults,
        *proof.doubts(account),
        *proof.arrived(audience, received(requests)),
        *(f"the log says: {line}" for line in house.words_of_trouble()),
    ]
    figures = table(house, audience, coroner, account, end, exported=exported, counted=counted)
    return Verdict(figures, faults, Counter(death.stage for death in coroner.deaths), len(coroner.unshown))
