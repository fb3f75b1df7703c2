"""A project that bad inputs are put into, and what commands say of it."""

import pytest
from bad_inputs import ended

from sbs_econ.io.starting import start_project


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bad") / "project"
    start_project(folder)
    return folder


@pytest.fixture
def ask(project, monkeypatch):
    """What a command says in the project, with files written for it alone."""
    monkeypatch.chdir(project)
    before = {file: file.read_bytes() for file in project.rglob("*") if file.is_file()}

    def asked(*command, files=()):
        for name, text in dict(files).items():
            (project / name).write_text(text, encoding="utf-8", newline="")
        code, said = ended(command)
        assert "Traceback" not in said, said
        return code, said

    yield asked
    for file in [*project.rglob("*")]:
        if file.is_file() and file not in before:
            file.unlink()
    for file, content in before.items():
        file.write_bytes(content)
