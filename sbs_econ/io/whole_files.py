"""Files and folders written whole or not at all: made beside their place, then put there by a rename."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sbs_econ.errors import ResourcesError

WORKING = "working"
ASIDE = "replaced"


def cannot_write(place: Path, error: OSError) -> ResourcesError:
    """Return the error that says why a place cannot be written."""
    return ResourcesError(f"cannot write {place}: {error.strerror or error}; nothing half-written was left behind")


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """Yield a folder to fill; when all is in it, it takes the place of ``folder``, and of what was there.

    Whatever happens in between, ``folder`` is as it was or as it is to be. What a process that was killed left beside
    it is cleared away.

    Raises:
        ResourcesError: if the disk is full or cannot be written; nothing is left behind.
    """
    work: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _clear_left_behind(folder)
        work = Path(tempfile.mkdtemp(prefix=_prefix(folder, WORKING), dir=folder.parent))
        yield work
        _put(work, folder)
    except OSError as error:
        raise cannot_write(folder, error) from error
    finally:
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)


def _prefix(folder: Path, what: str) -> str:
    return f".{folder.name}.{what}.{socket.gethostname()}.{os.getpid()}."


def _put(work: Path, folder: Path) -> None:
    work.chmod(0o755)
    if not folder.exists():
        os.replace(work, folder)
        return
    aside = Path(tempfile.mkdtemp(prefix=_prefix(folder, ASIDE), dir=folder.parent))
    os.replace(folder, aside)
    try:
        os.replace(work, folder)
    except OSError:
        os.replace(aside, folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _clear_left_behind(folder: Path) -> None:
    """Remove what processes of this machine that are gone were writing; one set aside is put back if it is needed."""
    for what in (ASIDE, WORKING):
        beginning = f".{folder.name}.{what}.{socket.gethostname()}."
        for left in sorted(folder.parent.iterdir()):
            pid = left.name.removeprefix(beginning).partition(".")[0]
            if not left.name.startswith(beginning) or not pid.isdigit() or runs(int(pid)):
                continue
            if what == ASIDE and not folder.exists() and any(left.iterdir()):
                os.replace(left, folder)
            else:
                shutil.rmtree(left, ignore_errors=True)


def discard(folder: Path, beside: Path) -> None:
    """Remove a folder, at once as far as anyone can see: it first gets the name of something left behind."""
    gone = folder.with_name(f"{_prefix(beside, WORKING)}done")
    try:
        os.replace(folder, gone)
    except OSError:
        gone = folder
    shutil.rmtree(gone, ignore_errors=True)


def runs(pid: int) -> bool:
    """Return whether a process of this machine is alive; where that cannot be told, that it is."""
    if sys.platform == "win32":  # where signal 0 is Ctrl-C
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # it runs, and belongs to somebody else
        return True
    return True


def write_whole(files: Mapping[Path, bytes]) -> None:
    """Write files, each whole or not at all; none is put in its place before all are on the disk.

    Raises:
        OSError: if the disk is full or cannot be written; nothing is left behind.
    """
    made: dict[Path, Path] = {}
    try:
        for file, data in files.items():
            handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
            made[file] = Path(name)
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            made[file].chmod(file.stat().st_mode & 0o777 if file.exists() else 0o644)
        for file, part in made.items():
            os.replace(part, file)
    finally:
        for part in made.values():
            part.unlink(missing_ok=True)


def write_into(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder: a new one whole or not at all; in one that exists other files are left alone.

    Raises:
        ResourcesError: if it cannot be written; nothing half-written is left behind.
    """
    if not folder.exists():
        with whole_folder(folder) as work:
            for name, data in files.items():
                (work / name).write_bytes(data)
        return
    try:
        write_whole({folder / name: data for name, data in files.items()})
    except OSError as error:
        raise cannot_write(folder, error) from error
