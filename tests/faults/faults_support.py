"""What the tests of faults share: the program in a child of this process, stopped or refused at any file operation."""

import contextlib
import errno
import hashlib
import os
import resource
import signal
import sys
import traceback

from sbs_econ.cli.ending import run_program
from sbs_econ.cli.group import program

FULL = bool(os.environ.get("SBS_ECON_FULL"))
WRITES = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.truncate", "shutil.rmtree", "os.link"}
LIMITED = 97
"""Exit code of a child that a test asked too much of."""


def contents(folder):
    """The hash of every file of a folder but environment.json, which is of one run alone."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "environment.json")
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def in_child(arguments, prepare=None, said=None):
    """Run the program in a fork of this process, so that nothing is imported again; return how it ended.

    A negative code is the signal that ended it. ``prepare`` is called in the child; ``said`` is a file for its words.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:  # no pytest from here on
        code = LIMITED
        try:
            words = os.open(said or os.devnull, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o666)
            os.dup2(words, 1)
            os.dup2(words, 2)
            sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
            if prepare is not None:
                prepare()
            code = run_program(program, [str(a) for a in arguments])
        except BaseException:
            traceback.print_exc()
        finally:
            for stream in (sys.stdout, sys.stderr):
                with contextlib.suppress(OSError):
                    stream.flush()
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def is_write(event, arguments, below):
    """Whether an audit event changes a file below a folder."""
    if event not in WRITES:
        return False
    if event == "open":
        path, _, flags = (*arguments, None, None, None)[:3]
        if not isinstance(path, (str, bytes, os.PathLike)):
            return False
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        return bool(writes) and str(path).startswith(str(below))
    return any(str(a).startswith(str(below)) for a in arguments if isinstance(a, (str, os.PathLike)))


def at_write(number, below, act):
    """Return what prepares a child to ``act`` at its numbered write below a folder."""

    def prepare():
        seen = [0]

        def hook(event, arguments):
            if is_write(event, arguments, below):
                seen[0] += 1
                if seen[0] == number:
                    act()

        sys.addaudithook(hook)

    return prepare


def killed():
    os.kill(os.getpid(), signal.SIGKILL)


def disk_full():
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def counting(below, file):
    """Return what prepares a child to note in a file how many writes it made below a folder."""

    def prepare():
        seen = [0]
        noted = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o666)

        def hook(event, arguments):
            if is_write(event, arguments, below):
                seen[0] += 1
                os.pwrite(noted, str(seen[0]).encode(), 0)

        sys.addaudithook(hook)

    return prepare


def limited(kind, value):
    """Return what prepares a child under a limit of the system."""
    return lambda: resource.setrlimit(kind, (value, value))


def nobody():
    """Give up every right, so that what may not be written cannot be."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
