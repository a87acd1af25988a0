"""The part of a summary's JSON document that is about themes. What does not apply is absent; no fraction is rounded."""

from __future__ import annotations

from typing import Any

from bot.insight.coded import Agreement, CodingFigures, ThemeAgreement
from bot.insight.summary import GroupFigures, ThemeFigures, ThemesFigures

Document = dict[str, Any]


def themes_shape(themes: ThemesFigures) -> Document:
    """``themes`` of a question. ``share`` is of mentions, ``people_share`` of those whose answer was coded."""
    shape: Document = {"mentions": themes.mentions, "people": themes.people}
    if themes.coded is not None:
        shape["coded"] = themes.coded
    shape["options"] = [_theme(theme) for theme in themes.options]
    if themes.groups:
        shape["groups"] = [{"label": group.label, **_counts(group)} for group in themes.groups]
    return shape


def coding_shape(coding: CodingFigures) -> Document:
    """``coding`` of a question: how far it has come, and how far two people agree."""
    shape: Document = {"coded": coding.coded, "uncoded": coding.uncoded}
    if coding.withheld:
        shape["withheld"] = True
    if coding.agreement is not None:
        shape["agreement"] = _agreement(coding.agreement)
    return shape


def _theme(theme: ThemeFigures) -> Document:
    group = {} if theme.group is None else {"group": theme.group}
    return {"label": theme.label, **_counts(theme), **group}


def _counts(counted: ThemeFigures | GroupFigures) -> Document:
    shape: Document = {"mentions": counted.mentions, "share": counted.share}
    if counted.people is not None:
        shape |= {
            "people": counted.people,
            "people_share": counted.people_share,
            "low": counted.low,
            "high": counted.high,
        }
    return shape


def _agreement(agreement: Agreement) -> Document:
    shape: Document = {"answers": agreement.answers, "few": agreement.few}
    if agreement.withheld:
        return shape | {"withheld": True}
    return shape | {
        "revised": agreement.revised,
        "observed": agreement.observed,
        "kappa": agreement.kappa,
        "themes": [_theme_agreement(theme) for theme in agreement.themes],
    }


def _theme_agreement(theme: ThemeAgreement) -> Document:
    return {
        "label": theme.label,
        "both": theme.both,
        "first": theme.first,
        "second": theme.second,
        "neither": theme.neither,
        "observed": theme.observed,
        "kappa": theme.kappa,
        "low": theme.low,
        "high": theme.high,
    }
