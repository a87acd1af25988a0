"""The slides of the invented webinar: a real PDF of two pages."""

from __future__ import annotations

from pathlib import Path

PAGES = (
    ("Communication strategies for clusters", "An invented webinar of the rehearsal"),
    ("Three things to take home", "Say less, say it twice, say it with a story"),
)


def write_slides(path: Path) -> None:
    """``path`` is a PDF afterwards."""
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    with PdfPages(path) as pdf:
        for title, line in PAGES:
            figure = Figure(figsize=(10, 5.6), facecolor="#12355b")
            figure.text(0.08, 0.55, title, color="white", fontsize=26, weight="bold")
            figure.text(0.08, 0.42, line, color="#d6e4f0", fontsize=15)
            pdf.savefig(figure, facecolor=figure.get_facecolor())
