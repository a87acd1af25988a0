"""A Debian to try things on: this machine's root under an overlay in memory, with a real systemd as its first process.

What is written there is nowhere afterwards; its processes end with it; of this machine it sees files (neither /root
nor /tmp nor /work) and the network. Needs root, namespaces, overlayfs and a systemd that is installed.
"""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
BOOT_SECONDS = 60
SYSTEMD = Path("/lib/systemd/systemd")
HIDDEN = ("tmp", "root", "home", "work", "run", "etc/systemd/system")
"""Empty there, where this machine has such a folder."""

BOOT = """
mount -t tmpfs -o mode=755 machine /mnt
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay machine -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/root
cd /mnt/root
for each in $HIDDEN; do [ ! -d "$each" ] || mount -t tmpfs -o mode=755 hidden "$each"; done
chmod 1777 tmp; chmod 700 root
mount -t proc proc proc
mount -o bind,ro proc/sys proc/sys
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount --rbind /dev dev
mkdir -p srv/shelf srv/origin srv/written run/outside
mount -o bind,ro /mnt/upper srv/written
mount -o bind,ro "$SHELF_OUTSIDE" srv/shelf
mount -o bind "$ORIGIN" srv/origin
mount -o bind "$OUTSIDE" run/outside
for each in lib/systemd/system/*.target.wants/* lib/systemd/system/*.mount lib/systemd/system/*.automount; do
  case "$each" in *journald*) ;; *) ln -sf /dev/null "etc/systemd/system/$(basename "$each")" ;; esac
done
printf '[Unit]\\nDescription=A journal, and what is started by hand\\nWants=systemd-journald.service\\n' \
  > etc/systemd/system/machine.target
pivot_root . mnt
cd /
umount --lazy /mnt
exec env -i container=afterword-test PATH="$PATH" NOTIFY_SOCKET=/run/outside/notify \
  /lib/systemd/systemd --system --unit=machine.target --log-target=journal
"""


TRIAL = """
mount -t tmpfs trial /mnt && mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay trial -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/root
mount -t proc proc /mnt/root/proc
"""


def why_not() -> str | None:
    """What this machine lacks for it; None: nothing."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return "a machine of its own needs root on Linux"
    lacks = [name for name in ("unshare", "nsenter", "setpriv", "runuser", "adduser", "git") if not shutil.which(name)]
    if not SYSTEMD.exists():
        lacks.append("systemd")
    if _cgroups() is None:
        lacks.append("cgroup v2")
    if lacks:
        return f"not here: {', '.join(lacks)}"
    trial = ["unshare", "--mount", "--propagation=private", "--pid", "--fork", "--uts", "--ipc", "--cgroup"]
    tried = subprocess.run([*trial, "sh", "-euc", TRIAL], capture_output=True, text=True, check=False)
    if tried.returncode == 0:
        return None
    return f"namespaces or overlays are not permitted here: {tried.stderr.partition(chr(10))[0]}"


WRITTEN = "/srv/written"
"""Where the machine sees again, read-only, what was written to its disk since it is up."""


class Broken(Exception):  # noqa: N818  the name says what it is
    """What was to work there did not. ``str()`` holds the script and what it printed."""


class Machine:
    """It runs until its context ends. ``root`` is where this machine sees its files."""

    def __init__(self, first: int) -> None:
        self._first = first
        self.root = Path(f"/proc/{first}/root")

    async def run(self, script: str, *, code: int = 0, **environment: str) -> str:
        """What the script prints, on both streams, run by root in its shell with no settings but these.

        Raises: Broken, when it ends with another exit code than ``code``.
        """
        ran = await asyncio.create_subprocess_exec(
            *("nsenter", "--target", str(self._first), "--mount", "--pid", "--uts", "--ipc", "--cgroup"),
            *("--root", "--wd", "bash", "-eu", "-o", "pipefail", "-c", f"cd /root\n{script}"),
            cwd="/",
            env={"PATH": PATH, "HOME": "/root", "LANG": "C.UTF-8", "SYSTEMD_PAGER": "cat", **environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        out, _ = await ran.communicate()
        if ran.returncode != code:
            raise Broken(f"{script}\n--- ended with {ran.returncode} and said:\n{out.decode(errors='replace')}")
        return out.decode()

    async def journal(self, unit: str) -> str:
        """What the unit's processes have said."""
        return await self.run(f"journalctl --no-pager --output=cat --unit={unit}")


@asynccontextmanager
async def booted(folder: Path, origin: Path) -> AsyncIterator[Machine]:
    """A machine that sees ``origin`` as /srv/origin; ``folder`` is where it tells that it is up. Raises: Broken."""
    group = _cgroup()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(str(folder / "notify"))
        told.setblocking(False)
        outer = await _spawned(group, {"OUTSIDE": str(folder), "ORIGIN": str(origin)}, folder / "boot.log")
        try:
            try:
                async with asyncio.timeout(BOOT_SECONDS):
                    while b"READY=1" not in await asyncio.get_running_loop().sock_recv(told, 4096):
                        pass
            except TimeoutError:
                raise Broken(f"it did not come up: {(folder / 'boot.log').read_text()}") from None
            yield Machine(_child_of(outer.pid))
        finally:
            if outer.returncode is None:
                os.kill(_child_of(outer.pid), signal.SIGKILL)  # and with it all that runs there, before it is gone
            await outer.wait()
            _sweep(group)


def _child_of(number: int) -> int:
    (child,) = Path(f"/proc/{number}/task/{number}/children").read_text().split()
    return int(child)


async def _spawned(group: Path, words: Mapping[str, str], log: Path) -> asyncio.subprocess.Process:
    """The first process of a new machine, in a cgroup of its own; killing the one returned ends all of it."""
    entering = f"echo $$ > {group}/cgroup.procs; exec unshare --mount --propagation=private --pid --fork"
    shelf = sysconfig.get_paths()["purelib"]
    with log.open("wb") as out:
        return await asyncio.create_subprocess_exec(
            *("sh", "-c", f'{entering} --kill-child=KILL --uts --ipc --cgroup sh -euc "$BOOT"'),
            env={"PATH": PATH, "BOOT": BOOT, "HIDDEN": " ".join(HIDDEN), "SHELF_OUTSIDE": shelf, **words},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )


def _cgroup() -> Path:
    """A new cgroup for all of the machine's processes."""
    place = _cgroups()
    assert place is not None
    group = place / f"afterword-test-{os.getpid()}"
    group.mkdir()
    return group


def _cgroups() -> Path | None:
    """Where this machine has cgroups of the second kind; None: nowhere."""
    mounts = (line.split() for line in Path("/proc/self/mounts").read_text().splitlines())
    return next((Path(place) for _, place, kind, *_ in mounts if kind == "cgroup2"), None)


def _sweep(group: Path) -> None:
    """The cgroup and those below it are gone; their processes are."""
    for folder, _, _ in os.walk(group, topdown=False):
        Path(folder).rmdir()
