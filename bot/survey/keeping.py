"""Warnings where what attendees are told of keeping their answers does not go together with the rest of a webinar."""

from __future__ import annotations

from datetime import datetime

from bot.survey.definitions import Webinar
from bot.survey.facts import Times
from bot.survey.fields import Fields
from bot.survey.whens import roughly


def warn_of_keeping(fields: Fields, webinar: Webinar, times: Times) -> None:
    """Record where answers are deleted while the survey is open, or before a follow-up has gone out."""
    if webinar.privacy is None:
        return
    ends = times.starts + times.duration
    opens = roughly(webinar.opens, starts=times.starts, ends=ends) or times.starts
    closes = roughly(webinar.closes, starts=times.starts, ends=ends) or ends
    try:
        kept_until = opens + webinar.privacy.retention
    except OverflowError:
        return
    warn = fields.page.findings.warn
    if kept_until < closes:
        message = f"the survey is open until {_told(closes)}, longer than answers are kept (until {_told(kept_until)})"
        warn(fields.line_of("privacy"), f"{message}: let it close sooner, or keep them longer")
    for follow_up in webinar.follow_ups:
        goes = roughly(follow_up.when, starts=times.starts, ends=ends)
        if goes is not None and goes > max(kept_until, closes):
            message = f"the follow-up `{follow_up.key}` ({_told(goes)}) reaches nobody"
            gone = f"who entered is forgotten on {_told(max(kept_until, closes))}"
            warn(fields.line_of("follow_ups"), f"{message}, since {gone}: send it sooner, or keep answers longer")


def _told(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
