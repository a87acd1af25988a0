"""The JSON document of a cross-table. What does not apply is absent, what is withheld null. No fraction is rounded."""

from __future__ import annotations

from typing import Any

from bot.insight.crossing import Across, Category, Cell, Column, Crossing, Line

Document = dict[str, Any]


def crossing_document(table: Crossing) -> Document:
    """What ``afterword cross`` prints beside the webinar."""
    tested = table.tested
    return {
        "rows": _across(table.rows),
        "columns": _across(table.columns),
        "base": table.base,
        "base_answered_both": table.narrow,
        "groups": [_column(each) for each in table.groups],
        "table": [_line(each) for each in table.lines],
        "cramers_v": None if table.association is None else table.association.v,
        "cramers_v_plain": None if table.association is None else table.association.plain,
        "test": None
        if tested is None
        else {
            "name": tested.name,
            "p": tested.p,
            **({} if tested.degrees is None else {"statistic": tested.statistic, "degrees": tested.degrees}),
        },
        **({} if table.why is None else {"no_test": table.why}),
        **({"withheld": True} if table.withheld else {}),
    }


def _across(question: Across) -> Document:
    return {"key": question.key, "kind": question.kind, "ask": question.ask}


def _category(category: Category) -> Document:
    together = {"options": sorted(category.options)} if category.together or not category.labels else {}
    return {"key": category.key, "labels": list(category.labels), **together}


def _column(column: Column) -> Document:
    withheld = {"withheld": True} if column.base is None else {}
    return {**_category(column.category), "base": column.base, **withheld}


def _line(line: Line) -> Document:
    withheld = {"withheld": True} if line.withheld else {}
    return {
        **_category(line.category),
        "total": _cell(line.total),
        "cells": [_cell(cell) for cell in line.cells],
        **withheld,
    }


def _cell(cell: Cell | None) -> Document | None:
    return None if cell is None else {"count": cell.count, "share": cell.share, "low": cell.low, "high": cell.high}
