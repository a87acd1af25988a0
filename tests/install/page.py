"""What an operator pastes: the blocks of the README's section, by heading, as they stand there."""

import re
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"


def section() -> str:
    """ "Keeping it running", without its title."""
    return README.read_text(encoding="utf-8").split("\n## Keeping it running\n")[1].split("\n## ")[0]


def pasted() -> dict[str, list[str]]:
    """The blocks that are run, by the heading they stand under."""
    parts = re.split(r"^### (.+)$", section(), flags=re.MULTILINE)[1:]
    return {
        heading: re.findall(r"^```sh\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)
        for heading, text in zip(parts[::2], parts[1::2], strict=True)
    }
