"""The formulas of the workbook, as spreadsheets write them. ``insight`` computes the same; a test compares both.

Cells are given by their addresses. ``Z`` is the name of the cell that holds the normal quantile.
"""

from __future__ import annotations

from collections.abc import Sequence

Z = "z_95"
QUANTILE = "=NORMSINV(0.975)"


def share(count: str, base: str) -> str:
    """A share of the base."""
    return f'=IF({base}=0,"",{count}/{base})'


def percent(count: str, base: str) -> str:
    """The same in whole percent, rounded half up on whole numbers: what a cell's format rounds can be off at a half."""
    return f'=IF({base}=0,"",INT((200*{count}+{base})/(2*{base})))'


def total(cells: Sequence[str]) -> str:
    """The sum of counts."""
    return "=" + "+".join(cells)


def wilson_low(count: str, base: str) -> str:
    """The lower end of Wilson's interval of a share."""
    return f'=IF({base}=0,"",IF({count}=0,0,({_centre(count)}-{_half(count, base)})/({base}+{Z}^2)))'


def wilson_high(count: str, base: str) -> str:
    """Its upper end."""
    return f'=IF({base}=0,"",IF({count}={base},1,({_centre(count)}+{_half(count, base)})/({base}+{Z}^2)))'


def at_least(count: str, base: str, missing: int) -> str:
    """The share of the base and those missing, had none of these said so."""
    return f'=IF({base}+{missing}=0,"",{count}/({base}+{missing}))'


def at_most(count: str, base: str, missing: int) -> str:
    """The same, had all of them said so."""
    return f'=IF({base}+{missing}=0,"",({count}+{missing})/({base}+{missing}))'


def net_score(promoters: str, detractors: str, base: str) -> str:
    """The Net Promoter Score, from -100 to 100."""
    return f'=IF({base}=0,"",100*({promoters}-{detractors})/{base})'


def net_whole(promoters: str, detractors: str, base: str) -> str:
    """The same as a whole number, rounded half up."""
    return f'=IF({base}=0,"",INT((200*({promoters}-{detractors})+{base})/(2*{base})))'


def net_low(promoters: str, detractors: str, base: str) -> str:
    """The lower end of its adjusted Wald interval."""
    centre, half = _net(promoters, detractors, base)
    return f'=IF({base}=0,"",MAX(-100,100*({centre}-{half})))'


def net_high(promoters: str, detractors: str, base: str) -> str:
    """Its upper end."""
    centre, half = _net(promoters, detractors, base)
    return f'=IF({base}=0,"",MIN(100,100*({centre}+{half})))'


def mean(counts: Sequence[str], base: str) -> str:
    """The mean of a scale whose options are scored from as many as there are down to 1."""
    weighted = "+".join(f"{len(counts) - place}*{cell}" for place, cell in enumerate(counts))
    return f'=IF({base}=0,"",({weighted})/{base})'


def _centre(count: str) -> str:
    return f"{count}+{Z}^2/2"


def _half(count: str, base: str) -> str:
    return f"{Z}*SQRT({count}*({base}-{count})/{base}+{Z}^2/4)"


def _net(promoters: str, detractors: str, base: str) -> tuple[str, str]:
    centre = f"({promoters}-{detractors})/({base}+3)"
    return centre, f"{Z}*SQRT((({promoters}+{detractors}+1.5)/({base}+3)-({centre})^2)/({base}+3))"
