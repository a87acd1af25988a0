"""What an organiser does at the command line in a year: apply, add what comes late, approve, import lists."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

from tests.year.calendar import Occasion
from tests.year.definition import write
from tests.year.house import YearHouse
from tests.year.people import Visit


class Organiser:
    """Types commands. ``codes`` are those of the webinars that are applied, by key."""

    def __init__(self, house: YearHouse) -> None:
        self.codes: dict[str, str] = {}
        self._house = house
        self._tokens: dict[tuple[str, int], str] = {}

    async def apply(self, *occasions: Occasion) -> None:
        """The webinars are there with the materials that are there by now."""
        files = [write(each, self._house.folder, at=self._house.api.clock.now()) for each in occasions]
        for applied in json.loads(await self._house.afterword("apply", *files, "--json"))["webinars"]:
            self.codes[applied["key"]] = applied["code"]

    async def approve(self, occasion: Occasion) -> None:
        """What waits for approval may go."""
        for promise in occasion.promises:
            if promise.approve:
                await self._house.afterword("outbox", occasion.key, "approve", "--follow-up", promise.key)

    async def invite(self, occasion: Occasion, visits: Sequence[Visit]) -> None:
        """Who is invited has a link of their own."""
        invited = [each for each in visits if each.invited]
        if not invited:
            return
        folder, key = self._house.folder, occasion.key
        (folder / f"{key}-links.csv").unlink(missing_ok=True)
        _write_csv(folder / f"{key}-people.csv", ["email"], [[_address(each)] for each in invited])
        await self._house.afterword("links", key, f"{key}-people.csv", "--out", f"{key}-links.csv")
        with (folder / f"{key}-links.csv").open(encoding="utf-8", newline="") as file:
            for row, visit in zip(csv.DictReader(file), invited, strict=True):
                self._tokens[key, visit.someone.chat_id] = row["link"].partition("?start=")[2]

    async def list_who_came(self, occasion: Occasion, visits: Sequence[Visit]) -> None:
        """The list of who came is imported."""
        invited = [each for each in visits if each.invited]
        if not invited:
            return
        file = f"{occasion.key}-came.csv"
        rows = [[_address(each), "no" if each.stayed_away else "yes"] for each in invited]
        _write_csv(self._house.folder / file, ["email", "attended"], rows)
        await self._house.afterword("import", occasion.key, file)

    def payload(self, visit: Visit) -> str:
        """What stands in the link that they tap."""
        code = self.codes[visit.occasion.key]
        return self._tokens.get((visit.occasion.key, visit.someone.chat_id), f"{code}-slide")


def _address(visit: Visit) -> str:
    return f"p{visit.someone.chat_id}@example.org"


def _write_csv(path: Path, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
