"""Real small disks, for tests: one that is full, one that the kernel made read-only, one that reports errors.

An image that is mounted through a loop device. It takes root's rights and a kernel that has them: elsewhere (most
containers) those tests are skipped, and say so.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

MEGABYTE = 1 << 20
NEEDED = ("mount", "umount", "mkfs.ext4", "mkfs.ext2", "e2fsck", "fsfreeze")


def ran(*words: str | Path) -> None:
    subprocess.run([str(word) for word in words], check=True, capture_output=True, timeout=30)


def can_mount() -> str:
    """Return why no disk can be made here; empty: it can."""
    if os.geteuid() != 0:
        return "mounting a disk takes root's rights"
    missing = [tool for tool in NEEDED if shutil.which(tool) is None]
    return f"no {', '.join(missing)} here" if missing else ""


class Disk:
    """A small ext4, which the test's end takes away.

    Attributes:
        path: Where it is mounted.
    """

    def __init__(self, folder: Path, *, megabytes: int, kind: str = "ext4", options: str = "loop") -> None:
        self.path = folder / "disk"
        self._image = folder / "image"
        self._options = options
        self._filler = self.path / "filler"
        self._mounted = 0
        self.path.mkdir()
        with self._image.open("wb") as file:
            file.truncate(megabytes * MEGABYTE)
        # As cards have them; below half a gigabyte mkfs would take smaller ones, of which docs/running.md warns.
        ran(f"mkfs.{kind}", "-q", "-F", "-m", "0", "-b", "4096", self._image)
        self.mount()

    def mount(self, options: str = "") -> None:
        try:
            ran("mount", "-o", f"{self._options},{options}" if options else self._options, self._image, self.path)
        except subprocess.CalledProcessError as exc:
            pytest.skip(f"no disk can be mounted here: {exc.stderr.decode().strip()}")
        self._mounted += 1

    def unmount(self) -> None:
        """Take it away, also from whoever still has files open on it."""
        for _ in range(self._mounted):
            ran("umount", "-l", self.path)

    def fill(self) -> None:
        """Leave no room at all."""
        fill(self._filler)

    def empty(self) -> None:
        self._filler.unlink()

    def fail(self) -> None:
        """Do as the kernel does when an SD card begins to fail: nothing can be written any more, what is there is read."""
        ran("sync", "-f", self.path)  # what was not there yet would be lost, as at a loss of power
        with contextlib.suppress(subprocess.CalledProcessError):
            ran("mount", "-o", "remount,abort", self.path)

    def protect(self) -> None:
        """Let nothing be written, as long as nobody has a file open to write; `allow` takes it back."""
        ran("mount", "-o", "remount,ro", self.path)

    def allow(self) -> None:
        ran("mount", "-o", "remount,rw", self.path)

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """Let whoever writes wait without an error and without an end, as a dying SD card does."""
        ran("fsfreeze", "-f", self.path)
        try:
            yield
        finally:
            ran("fsfreeze", "-u", self.path)

    def mend(self) -> None:
        """Do as the operator does then: check it and mount it again, in the same place."""
        # Another card with what was on the first one: whoever still has that one open keeps it busy.
        self._image = Path(shutil.copy(self._image, self._image.with_suffix(".mended")))
        subprocess.run(["e2fsck", "-p", "-f", str(self._image)], capture_output=True, check=False, timeout=30)
        self.mount()


class BrokenCard(Disk):
    """A disk that, from some moment on, reports an I/O error for whatever is to be written."""

    def __init__(self, folder: Path) -> None:
        (folder / "below").mkdir()
        self._below = Disk(folder / "below", megabytes=48)
        super().__init__(self._below.path, megabytes=16, kind="ext2", options="loop,sync")

    def fail(self) -> None:
        """Let what lies below take nothing: what the loop device can't write is an error of the device."""
        self._below.fail()

    def mend(self) -> None:
        self._image = Path(shutil.copy(self._image, self._below.path.parent / "mended"))
        super().mend()

    def unmount(self) -> None:
        super().unmount()
        self._below.unmount()


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        for size in (64 * 1024, 1024, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"\xff" * size)


@contextlib.contextmanager
def disk(folder: Path, megabytes: int = 16) -> Iterator[Disk]:
    """Yield a disk; with blocks of 4 kB its journal takes the first four megabytes."""
    if why := can_mount():
        pytest.skip(why)
    made = Disk(folder, megabytes=megabytes)
    try:
        yield made
    finally:
        made.unmount()


@contextlib.contextmanager
def broken_card(folder: Path) -> Iterator[BrokenCard]:
    if why := can_mount():
        pytest.skip(why)
    made = BrokenCard(folder)
    try:
        yield made
    finally:
        made.unmount()
