"""A webinar whose plan has something of every kind that can be steered."""

from __future__ import annotations

from datetime import timedelta

from bot.services.steering import Target
from tests.services.scenes import ENDS, SURVEY, WEBINAR

NEWS = "  - {key: news, when: 2d after end at 09:00, text: {en: News, fr: Nouvelles}}\n"
ASKS = NEWS.replace("key: news", "key: ask").replace("text:", "approve: true, text:")
HAND = "  - {key: gift, when: by hand, text: A gift}\n"
PLAN = WEBINAR + NEWS + ASKS + HAND
BY_HAND = WEBINAR.replace("survey: everything\n", "survey: everything\nopens: by hand\n")
NEWS_AT, NEWS_UTC = "11-26 08:00", ENDS.replace(day=26, hour=8)
DAY = timedelta(days=1)


def of(key):
    return Target("clusters", follow_up=key)


async def anew(office, definition=PLAN):
    """The definition is applied with another title, and so everything is planned anew."""
    await office.apply(SURVEY, definition.replace("Strategies", "Ideas"))
