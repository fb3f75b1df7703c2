"""What a command says in this process, and whether it refuses as it must."""

import contextlib
import io

from sbs_econ.cli.ending import run_program
from sbs_econ.cli.group import program


def ended(arguments):
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = run_program(program, arguments)
    return code, said.getvalue()


def refused(answer, words):
    code, said = answer
    assert code == 2, said
    assert [word for word in words.split() if word not in said] == [], said
