"""The themes of an open question as lines for a terminal: mentions, people with their base, groups, and two coders.

English, since the command line is.
"""

from __future__ import annotations

from bot.insight.coded import Agreement, CodingFigures
from bot.insight.rounding import hundredth, nearest
from bot.insight.summary import GroupFigures, QuestionFigures, ThemeFigures

_LABEL = 44


def coding_lines(question: QuestionFigures) -> list[str]:
    """What stands below a question's mentions: how far coding is, its groups, and how far two coders agree."""
    coding, themes = question.coding, question.themes
    if coding is None:
        return []
    lines = [f"coded {coding.coded}, not coded yet {coding.uncoded}: shares of people are of those coded"]
    if coding.withheld:
        return [lines[0].partition(":")[0], "themes are withheld: too few answers are coded to tell of any"]
    if themes is not None:
        lines += [f"{_cut(theme.label)}  {_people(theme)}" for theme in themes.options if theme.people is not None]
        lines += [f"{_cut(f'= {group.label}')}  {_people(group)}, {group.mentions} mentions" for group in themes.groups]
    return [*lines, *_agreement_lines(coding)]


def _people(counted: ThemeFigures | GroupFigures) -> str:
    if counted.people_percent is None or counted.low is None or counted.high is None:
        return f"{counted.people} people"
    interval = f"[{hundredth(counted.low)}-{hundredth(counted.high)}]"
    return f"{counted.people:>5} people  {counted.people_percent:>3} %  {interval}"


def _agreement_lines(coding: CodingFigures) -> list[str]:
    agreed = coding.agreement
    if agreed is None:
        return []
    if agreed.withheld:
        return [f"a second coder coded {agreed.answers} of these answers: too few to tell how far both agree"]
    lines = [f"two coders, {agreed.answers} answers: {_overall(agreed)}"]
    if agreed.few:
        lines.append("few answers: the intervals are wide, and kappa says little yet")
    if agreed.revised:
        lines.append(f"{agreed.revised} answers were changed after both had coded them, which flatters kappa")
    for theme in agreed.themes:
        if theme.kappa is None or theme.low is None or theme.high is None:
            told = "no kappa"
        else:
            told = f"kappa {theme.kappa:.2f} [{theme.low:.2f} to {theme.high:.2f}]"
        lines.append(f"{_cut(theme.label)}  {told}, both {theme.both}, one {theme.first + theme.second}")
    return lines


def _overall(agreed: Agreement) -> str:
    if agreed.kappa is None or agreed.observed is None:
        return "no theme to compare"
    share = hundredth(agreed.observed)
    return f"Cohen's kappa {nearest(agreed.kappa, places=2):.2f} (mean of themes), the same in {share} % of decisions"


def _cut(label: str) -> str:
    line = " ".join(label.split())
    return (line if len(line) <= _LABEL else f"{line[: _LABEL - 1]}…").ljust(_LABEL)
