"""Whether the figure that stands first differs from the last webinar's of the series: told only if chance does not do.

The comparison decides, with its test and its interval; here it is asked about one question of two webinars.
"""

from __future__ import annotations

import sqlite3
from datetime import date

from bot.insight.comparing.comparison import Asked as Compared
from bot.insight.comparing.comparison import Change
from bot.insight.glance import Since, leading
from bot.insight.rounding import hundredth, nearest
from bot.services.access import Access, NotAllowed, Reader
from bot.services.comparing import Comparisons, Reckoning
from bot.services.editions import Steps
from bot.services.reporting import Report
from bot.services.versions import NotAsked
from db.webinars import WebinarRow


def since_last(
    tx: sqlite3.Connection,
    comparisons: Comparisons,
    access: Access,
    row: WebinarRow,
    report: Report,
    *,
    reader: Reader,
    steps: Steps,
    survey: str | None = None,
) -> Since | None:
    """How the first question of ``report`` has changed since the webinar before ``row`` in its series.

    None: it is the first, or asks something else, or nobody can say that it has changed.
    """
    asked, before = leading(report.summary), _before(tx, access, row, reader)
    if asked is None or before is None:
        return None
    how = Reckoning(survey=survey, questions=(asked.key,))
    try:
        comparison = comparisons.of_rows(tx, [before, row], reader=reader, how=how, steps=steps)
    except (NotAsked, NotAllowed):
        return None
    compared = next((each for each in comparison.questions if each.key == asked.key), None)
    last = comparison.webinar(before.key).on
    change = next((each for each in compared.changes if each.second == row.key), None) if compared else None
    return None if compared is None or change is None else _told(compared, change, last)


def _before(tx: sqlite3.Connection, access: Access, row: WebinarRow, reader: Reader) -> WebinarRow | None:
    """The webinar of its series that began last before it, of those that ``reader`` may read."""
    if row.series is None:
        return None
    there = (each for each in access.webinars(tx, reader) if each.series == row.series and each.id != row.id)
    earlier = [each for each in there if each.starts_at < row.starts_at]
    return max(earlier, key=lambda each: (each.starts_at, each.id), default=None)


def _told(asked: Compared, change: Change, last: date) -> Since | None:
    """In whole points; None where the verdict and the points do not say the same."""
    if change.verdict not in ("up", "down"):
        return None
    rises = change.verdict == "up"
    if change.score is not None:
        points, ends = change.score.points, (int(nearest(change.score.low)), int(nearest(change.score.high)))
        labels: tuple[str, ...] = ()
    else:
        figure = next((each for each in asked.figures if each.key == asked.headline), None)
        apart = next((each for each in change.differences if figure is not None and each.key == figure.key), None)
        if figure is None or apart is None:
            return None
        points, ends, labels = apart.points, (hundredth(apart.low), hundredth(apart.high)), figure.labels
    if (points > 0) is not rises or points == 0:
        return None
    return Since(last, labels, rises, points, *ends)
