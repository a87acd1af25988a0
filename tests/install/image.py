"""A Dockerfile carried out without Docker: its steps in their order, on a machine whose Debian stands for the base."""

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from tests.install.machine import Machine
from tests.install.origin import LOCK, without_registry

RUN_BY_THE_TEST = {"RUN", "COPY", "ENV", "WORKDIR", "VOLUME", "USER", "HEALTHCHECK", "ENTRYPOINT", "CMD"}
NOT_TRIED = {"FROM", "STOPSIGNAL"}


def steps(dockerfile: str) -> Iterator[tuple[str, str]]:
    """Instruction and what it says, line continuations joined."""
    text = re.sub(r"^#.*\n", "", dockerfile, flags=re.MULTILINE)
    for line in re.sub(r"\\\n", " ", text).splitlines():
        if line.strip():
            word, _, rest = line.strip().partition(" ")
            yield word, rest.strip()


@dataclass(slots=True)
class Image:
    """What the Dockerfile has made of the machine, and how a container of it is to run."""

    machine: Machine
    context: Path
    environment: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    """The last USER, WORKDIR, VOLUME, HEALTHCHECK, ENTRYPOINT and CMD."""

    async def build(self, dockerfile: str, *, registries: bool) -> None:
        """Every step is carried out. Raises: Broken."""
        for word, rest in steps(dockerfile):
            assert word in RUN_BY_THE_TEST | NOT_TRIED, f"nobody knows how to try {word}"
            match word:
                case "RUN":
                    assert "USER" not in self.words, "only root is tried here"
                    is_lock = LOCK.search(rest) is not None and not registries
                    await self.machine.run(without_registry(rest) if is_lock else rest, **self.environment)
                case "COPY":
                    *sources, place = rest.split()
                    self._copy(sources, self.machine.root / place.lstrip("/"), into=place.endswith("/"))
                case "ENV":
                    self.environment |= dict(pair.split("=", 1) for pair in shlex.split(rest))
                case _:
                    self.words[word] = rest

    def _copy(self, sources: list[str], place: Path, *, into: bool) -> None:
        for source in sources:
            for path in sorted((self.context / source).rglob("*")) or [self.context / source]:
                name = path.relative_to(self.context).as_posix()
                if not path.is_file() or self._is_ignored(name):
                    continue
                target = place / source if into else place / path.relative_to(self.context / source)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)

    def _is_ignored(self, name: str) -> bool:
        """As docker reads .dockerignore: the last line that fits a path or a folder above it decides."""
        ignored = False
        parts = name.split("/")
        above = ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
        for line in (self.context / ".dockerignore").read_text(encoding="utf-8").splitlines():
            if not line or line.startswith("#"):
                continue
            pattern = line.removeprefix("!")
            anywhere = pattern.removeprefix("**/")
            fits = [
                path for path in above if fnmatch(path.rpartition("/")[2] if anywhere != pattern else path, anywhere)
            ]
            if any("/" not in path or pattern.startswith("**/") for path in fits):
                ignored = not line.startswith("!")
        return ignored

    def inside(self, command: str, **environment: str) -> str:
        """A script that runs the command as a container does: unprivileged, all but its volume and /tmp read-only."""
        volume, (account, group) = self.words["VOLUME"], self.words["USER"].split(":")
        told = " ".join(f"{name}={shlex.quote(value)}" for name, value in (self.environment | environment).items())
        drops = "--clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all"
        return (
            f"mount --bind {volume} {volume}; mount -o remount,bind,ro /; mount -t tmpfs tmpfs /tmp\n"
            f"cd {self.words['WORKDIR']}\n"
            f"exec setpriv --reuid={account} --regid={group} {drops} env -i {told} {command}"
        )

    def command(self, word: str) -> str:
        """The exec form after ``word``, as a shell takes it."""
        return shlex.join(json.loads(self.words[word][self.words[word].index("[") :]))
