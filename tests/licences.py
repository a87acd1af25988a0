"""``python -m tests.licences``: writes LICENCES.md, under whose terms everything stands that runs with the bot.

Told by each package's own metadata, as it is installed here; nothing is asked for over a network. Which terms will do
is decided in ``ALLOWED``, and the tests hold the lock to it.
"""

from __future__ import annotations

import re
from importlib.metadata import Distribution, distribution
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILE = ROOT / "LICENCES.md"

ALLOWED = frozenset(
    {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "MIT", "MIT-0", "MIT-CMU", "PSF-2.0", "Zlib"}
    | {"LGPL-3.0-only", "MPL-2.0"}  # used unchanged and as a library, which asks nothing of who runs the bot
)

OLD_NAMES = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
UNSAID = {"pyrage": "MIT"}
"""What the licence files say of packages whose metadata say nothing."""

_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)", re.MULTILINE)
_HEAD = """# Licences

What runs with Afterword, which is MIT itself, and under which terms. `make licences` writes it from what is installed.

| Package | Licence |
|---|---|
"""


def locked() -> list[str]:
    """The names of all packages that run with the bot, as the lock has them."""
    return sorted({found[1] for found in _LOCKED.finditer((ROOT / "requirements.txt").read_text(encoding="utf-8"))})


def licence_of(package: Distribution) -> str:
    """Its terms as an SPDX expression. Raises: KeyError, if nothing is known of them."""
    told = package.metadata.json
    plain = str(told.get("license_expression") or told.get("license") or "").strip()
    if plain and len(plain) < 60:
        return OLD_NAMES.get(plain, plain)
    for line in map(str, told.get("classifier", [])):
        if line.startswith("License :: "):
            return OLD_NAMES[line.rpartition(" :: ")[2]]
    return UNSAID[package.name]


def table() -> str:
    """All of LICENCES.md."""
    return _HEAD + "".join(f"| {name} | {licence_of(distribution(name))} |\n" for name in locked())


if __name__ == "__main__":
    FILE.write_text(table(), encoding="utf-8")
