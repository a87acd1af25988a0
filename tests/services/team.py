"""A team for tests: members as the owner made them."""

import db.members
import db.webinars

OWNER, OLGA, SERGE, VERA, SPEAKER, STRANGER = 1, 2, 3, 4, 5, 6
"""An owner; organisers of all and of the series `skills`; who views all; who speaks at `clusters`; and nobody."""


async def add(office, telegram_id, role, *, scope="all", series=None, key=None, rows=False, name="Somebody"):
    """Somebody is a member; the membership's number."""

    def work(tx):
        webinar_id = None if key is None else db.webinars.find(tx, key).id
        return db.members.join(
            tx,
            telegram_id=telegram_id,
            name=name,
            role=role,
            scope=scope,
            series=series,
            webinar_id=webinar_id,
            rows=rows,
            invited_by=OWNER,
            now=office.clock.now(),
        )

    return await office.store.write(work)


async def a_team(office):
    """Everybody above; `clusters` is there."""
    await add(office, OLGA, "organiser", name="Olga")
    await add(office, SERGE, "organiser", scope="series", series="skills", name="Serge")
    await add(office, VERA, "viewer", name="Vera")
    await add(office, SPEAKER, "speaker", scope="webinar", key="clusters", name="Dr. Speaker")


async def remove(office, member_id):
    """They are a member by it no more."""
    await office.store.write(lambda tx: db.members.remove(tx, member_id, now=office.clock.now()))
