"""The page "Keeping it running", block by block as it stands there, on a machine that is bare before and gone after.

Literal: every block, run by root in a shell that ends at the first line that fails; git, useradd, venv, the build of
the package, systemd and everything that the unit asks of it; the release is what stands here now. Replaced: Telegram,
by the rehearsal on loopback, and so the webhook's address; and without ``--registries`` what ``origin`` says. What the
page tells in words (fill in settings) is done by ``Site``. Only read, not run, are blocks for Docker and web servers.
"""

import re
import shutil
import socket
import sqlite3
from contextlib import closing

import pytest

from tests.install.conftest import OWNER, Site, begins, goes_on, press
from tests.install.machine import WRITTEN, Broken
from tests.install.origin import commit
from tests.install.page import pasted

PAGE = pasted()
INSTALL = "From a bare machine to a serving bot"
UPDATE = "Updating, and going back"
DAMAGED = "When the database is damaged, and the drill for that day"
SECOND = "A second bot on the same machine"
WEBHOOK = "A webhook instead of polling"
STATE = "/var/lib/afterword"
ITS_OWN = f"find {WRITTEN} /tmp -user afterword -printf '%p\\n' | sed s#^{WRITTEN}##"
"""Everything that was written and belongs to the account."""

PLACES = re.compile(
    r"/var/(lib|cache|backups)/afterword(/|$)|/etc/afterword\.env$|/tmp/systemd-private-\w+-afterword\.service-\w+/tmp"
)


class Operator:
    """Pastes blocks; ``left`` are those that nobody has pasted yet."""

    def __init__(self, site: Site) -> None:
        self._machine = site.machine
        self.left = {(heading, number) for heading, blocks in PAGE.items() for number in range(len(blocks))}

    async def paste(self, heading: str, number: int = 0, *, instead: tuple[str, str] = ("", "")) -> str:
        """What the block prints. Raises: Broken, at its first line that fails."""
        self.left.discard((heading, number))
        return await self._machine.run(PAGE[heading][number].replace(*instead))


async def test_who_pastes_the_page_runs_a_bot_and_brings_it_through_its_years(site):
    operator = Operator(site)
    code = await it_is_installed_and_serves(site, operator)
    ana = site.person(1)
    await ana.join()
    await begins(ana, code)
    await it_is_started_again_when_it_is_killed(site)
    await goes_on(ana)
    await it_writes_to_its_own_folders_only(site)
    await it_is_started_again_when_it_stands_still(site)
    await it_is_updated_and_brought_back(site, operator, code)
    await its_database_is_damaged_and_restored(site, operator, code)
    await a_second_bot_serves_beside_it(site, operator)
    await telegram_comes_by_itself(site, operator, code)
    seconds = await site.machine.run("SECONDS=0; systemctl stop afterword; echo $SECONDS")
    assert int(seconds) < 10
    assert await site.machine.run("systemctl show --value -p Result afterword") == "success\n"
    assert operator.left == set()


async def it_is_installed_and_serves(site, operator):
    await operator.paste(INSTALL, 0)
    await the_package_is_whole(site)
    site.fill_in("afterword.env")
    said = await operator.paste(INSTALL, 1)
    assert 'Status: "Serving"' in said
    assert "first.db" in said
    return await site.publish("var/lib/afterword")


async def the_package_is_whole(site):
    """Every file of the code, the migrations and the templates was installed."""
    for folder in ("bot", "db", "templates"):
        installed = f"/opt/afterword/current/lib/python3.*/site-packages/{folder}"
        await site.machine.run(f"diff --recursive --exclude=__pycache__ /opt/afterword/source/{folder} {installed}")


async def it_is_started_again_when_it_is_killed(site):
    """As by the kernel when memory ends; what people do meanwhile waits at Telegram."""
    killed = await site.machine.run("systemctl show --value -p MainPID afterword")
    await site.machine.run("systemctl kill --signal=KILL afterword")
    await site.polled_anew()
    assert await site.machine.run("systemctl show --value -p MainPID afterword") != killed


async def it_is_started_again_when_it_stands_still(site):
    """A process that answers nothing is killed by the watchdog; three minutes are two seconds here."""
    folder = site.machine.root / "etc/systemd/system/afterword.service.d"
    folder.mkdir()
    (folder / "short.conf").write_text("[Service]\nWatchdogSec=2s\n")
    await site.machine.run("systemctl daemon-reload; systemctl restart afterword; systemctl kill -s STOP afterword")
    await site.polled_anew()
    assert "Watchdog timeout" in await site.machine.journal("afterword")
    (folder / "short.conf").unlink()
    await site.machine.run("systemctl daemon-reload; systemctl restart afterword")


async def it_writes_to_its_own_folders_only(site):
    """Also when it draws, for an owner in chat or at the command line."""
    olga = site.person(OWNER)
    await olga.join()
    await olga.write("/summary running")
    await olga.until(lambda phone: phone.question is not None, "the figures")
    await press(olga, "📊 Chart")
    await olga.until(lambda phone: any("file" in message for message in phone.from_bot), "a chart")
    await site.machine.run(f"afterword summary running --png {STATE}/chart.png --pdf {STATE}/report.pdf")
    within = 'nsenter --target "$(systemctl show --value -p MainPID afterword)" --mount runuser -u afterword -- touch'
    await site.machine.run(f"{within} /var/backups/afterword/.may {STATE}/.may /var/cache/afterword/.may")
    for place in ("/etc/afterword.env", "/var/lib/x", "/opt/afterword/current/x", "/usr/x", "/x"):
        with pytest.raises(Broken, match=r"Read-only|denied"):
            await site.machine.run(f"{within} {place}")
    written = (await site.machine.run(ITS_OWN)).split()
    assert "/var/lib/afterword/afterword.db" in written
    assert [path for path in written if not PLACES.match(path)] == []


async def it_is_updated_and_brought_back(site, operator, code):
    """The new release brings a schema that the old one does not know."""
    await site.answers_everything(2, code)
    before = await site.machine.run("readlink /opt/afterword/current")
    a_new_release(site)
    await operator.paste(UPDATE, 0)
    assert await site.machine.run("readlink /opt/afterword/previous") == before
    assert await site.machine.run("afterword --version") == "afterword 0.1.1\n"
    await site.answers_everything(3, code)
    with pytest.raises(Broken, match="newer"):
        await operator.paste(UPDATE, 1)
    await operator.paste(UPDATE, 2)
    assert await site.machine.run("afterword --version") == "afterword 0.1.0\n"
    await site.answers_everything(4, code)
    await operator.paste(UPDATE, 1)


def a_new_release(site):
    """Somebody has released 0.1.1, with one migration more."""
    for name in ("bot/__init__.py", "pyproject.toml"):
        path = site.repository / name
        text = path.read_text(encoding="utf-8")
        assert text.count('"0.1.0"') == 1
        path.write_text(text.replace('"0.1.0"', '"0.1.1"'), encoding="utf-8")
    (site.repository / "db/migrations/9000_years.sql").write_text("ALTER TABLE webinars ADD COLUMN years INTEGER;\n")
    commit(site.repository, "The second release")


async def its_database_is_damaged_and_restored(site, operator, code):
    """After the newest copy was made and tried in a drill, somebody answers; then pages of the file are overwritten."""
    await site.machine.run("afterword backup /var/backups/afterword/newest.db")
    assert "running" in await operator.paste(DAMAGED, 1)
    await site.answers_everything(5, code)
    await site.machine.run(f"systemctl stop afterword; sha256sum {STATE}/afterword.db.key >/srv/key")
    damage(site.machine.root / "var/lib/afterword/afterword.db", "answers", copy=site.repository.parent / "copy.db")
    said = await operator.paste(DAMAGED, 0)
    assert "restored from /var/backups/afterword/newest.db" in said
    assert "Not all of it could be read" not in said  # what was sent stands in other pages
    await site.machine.run("sha256sum --check /srv/key")
    await site.answers_everything(6, code)
    five = site.person(5)
    await five.look()
    assert five.heard("Thank you very much.") == 1


def damage(database, table, *, copy):
    """The page at which this table begins holds nonsense. ``copy``: SQLite opens no file of another machine."""
    shutil.copyfile(database, copy)
    with closing(sqlite3.connect(copy)) as tx:
        (page,) = tx.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        (size,) = tx.execute("PRAGMA page_size").fetchone()
    with database.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * size)


async def a_second_bot_serves_beside_it(site, operator):
    await operator.paste(SECOND, 0)
    async with site.another_telegram() as other:
        other.fill_in("afterword-second.env")
        await operator.paste(SECOND, 1)
        code = await other.publish("var/lib/afterword-second", BOT="second")
        await other.answers_everything(1, code)
        await site.machine.run("systemctl stop afterword@second")


async def telegram_comes_by_itself(site, operator, code):
    """The rehearsal comes to the port itself, with no web server between."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    await site.machine.run(f"sed -i 's/^#AFTERWORD_LISTEN=.*/AFTERWORD_LISTEN=127.0.0.1:{port}/' /etc/afterword.env")
    await operator.paste(WEBHOOK, instead=("https://bot.example.org/", f"http://127.0.0.1:{port}/"))
    await site.answers_everything(7, code)
    said = await site.machine.run(f"curl --silent --fail http://127.0.0.1:{port}/readyz")
    assert said.startswith("ready\npoll_age_seconds=")
    back = "systemctl daemon-reload\nsystemctl restart afterword\n"
    assert PAGE[WEBHOOK][0].endswith(back)
    await site.machine.run(f"rm /etc/systemd/system/afterword.service.d/own.conf\n{back}")
    await site.api.updates.until_polled()
    await site.answers_everything(8, code)
