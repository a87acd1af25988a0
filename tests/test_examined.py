"""A bot that really serves is looked at from beside it, and by its owner: it is found well and is not disturbed."""

import asyncio
import json
import sys

from bot.cli.demo.stage import DATABASE
from tests.staging import Killable, built
from tests.stories.transcript import at

OWNER = 900
WAIT_SECONDS = 60


class Owned(Killable):
    """A stage whose bot has an owner."""

    def _environment(self) -> dict[str, str]:
        return super()._environment() | {"AFTERWORD_OWNERS": str(OWNER)}

    async def doctor(self):
        """What the doctor finds, by kind."""
        command = (sys.executable, "-m", "bot", "doctor", "--json")
        ran = await asyncio.create_subprocess_exec(
            *command, cwd=self.folder, env=self._environment(), stdout=asyncio.subprocess.PIPE
        )
        out, _ = await ran.communicate()
        findings = {each["kind"]: each["severity"] for each in json.loads(out)["findings"]}
        assert ran.returncode == (1 if "fail" in findings.values() else 0)
        return findings


async def test_a_bot_is_found_well_while_it_serves_and_missing_when_it_was_killed(tmp_path):
    tmp_path.chmod(0o700)
    async with built(Owned, tmp_path, now=at("2026-11-24 12:00"), seed=7) as house:
        await house.spawn()
        await house.called("getUpdates", after=0)
        before = house.journal_number
        found = await house.doctor()
        assert {kind: severity for kind, severity in found.items() if severity != "ok"} == {"backups.none": "warn"}
        assert {"serving.here", "polling.ours", "database.sound", "key.there"} <= set(found)
        assert 409 not in [each.status for each in house.calls_since(before) if each.method == "getUpdates"]
        assert house.api.updates.polled, "the bot's poll was cut short"

        olga = house.api.join(OWNER, "Olga")
        olga.write("/health")
        number = await house.called("sendMessage", after=before)
        assert number > before
        said = [each.content.text for each in olga.messages if each.by_bot][-1]
        assert said.startswith("How the bot is\n\n🟡 Backups\nNo backup was ever made.")
        assert "🟢 Fine: token, line to Telegram" in said

        await house.kill()
        found = await house.doctor()
        assert found["serving.not"] == "warn"
        assert "polling.alone" in found
        assert (tmp_path / DATABASE).exists()
