"""``sbs_econ.fit`` has the powers of the command, and says the same to the last byte."""

import json

import pytest
from survey_bytes import every_byte

import sbs_econ
from sbs_econ.errors import InterruptedRunError, RequestError
from sbs_econ.survey import bootstrap

FAST = ("--replicates", "40")
WORDS = "exact counts stay in the study team"


def test_both_give_the_same_document_and_project(fitted, made, tmp_path):
    out = tmp_path / "fitted"
    found = sbs_econ.fit(made, out=out, replicates=40, jobs=2)
    assert found == json.loads((fitted / "fit.json").read_text())
    assert every_byte(out) == every_byte(fitted)


def test_tables_elsewhere_are_found_and_unknown_options_refused(sbs, made, tmp_path):
    for name in ("people.csv", "plan.yaml"):
        (tmp_path / name).write_bytes((made / name).read_bytes())
    named = {"people": str(tmp_path / "people.csv"), "plan": tmp_path / "plan.yaml"}
    options = [text for name, path in named.items() for text in (f"--{name}", path)]
    said = sbs("fit", made, *options, "--replicates", 20, "--format", "json", "-q")
    assert sbs_econ.fit(made, replicates=20, **named) == json.loads(said.out)
    with pytest.raises(TypeError, match="peple"):
        sbs_econ.fit(made, peple="people.csv")


def test_exact_counts_only_when_confirmed_and_stamped(sbs, made):
    for confirm in (None, "", "yes"):
        with pytest.raises(RequestError) as refused:
            sbs_econ.fit(made, replicates=20, disclosure_control=False, confirm=confirm)
        assert refused.value.code == "E718"
        assert WORDS in str(refused.value)
    found = sbs_econ.fit(made, replicates=20, disclosure_control=False, confirm=WORDS)
    said = sbs("fit", made, "--replicates", 20, "--no-disclosure-control", "--confirm", WORDS, "--format", "json", "-q")
    assert found == json.loads(said.out)
    assert found["disclosure"]["stamp"].startswith("DISCLOSURE CONTROL OFF")
    assert found["flow"]["people"] == 300
    assert any(count % 5 for count in found["flow"].values())


def test_a_stopped_fit_goes_on_where_it_was(fitted, made, tmp_path, monkeypatch):
    out = tmp_path / "fitted"
    whole, done = bootstrap.Task.block, []

    def stops(task, number):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(number)
        return whole(task, number)

    monkeypatch.setattr(bootstrap.Task, "block", stops)
    with pytest.raises(InterruptedRunError, match="resumes"):
        sbs_econ.fit(made, out=out, replicates=40)
    assert not out.exists()
    monkeypatch.setattr(bootstrap.Task, "block", lambda task, number: done.append(number) or whole(task, number))
    sbs_econ.fit(made, out=out, replicates=40)
    assert len(done) == len(set(done)) == 4
    assert every_byte(out) == every_byte(fitted)
    assert not (tmp_path / ".fitted.unfinished").exists()


def test_what_the_command_began_python_ends(sbs, fitted, made, tmp_path, monkeypatch):
    out = tmp_path / "fitted"
    whole, done = bootstrap.Task.block, []

    def stops(task, number):
        if done:
            raise KeyboardInterrupt
        done.append(number)
        return whole(task, number)

    monkeypatch.setattr(bootstrap.Task, "block", stops)
    assert sbs("fit", made, "--out", out, *FAST, "-q").code == 130
    monkeypatch.setattr(bootstrap.Task, "block", lambda task, number: done.append(number) or whole(task, number))
    sbs_econ.fit(made, out=out, replicates=40)
    assert sorted(done) == [0, 1, 2, 3]
    assert every_byte(out) == every_byte(fitted)


def test_nothing_edited_by_hand_is_overwritten(fitted, made, tmp_path):
    import shutil

    out = tmp_path / "fitted"
    shutil.copytree(fitted, out)
    with pytest.raises(RequestError):
        sbs_econ.fit(made, out=out, replicates=40)
    (out / "methods.md").write_text("Mine.")
    with pytest.raises(RequestError) as refused:
        sbs_econ.fit(made, out=out, replicates=40, force=True)
    assert refused.value.code == "E717"
    assert (out / "methods.md").read_text() == "Mine."


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        ({"jobs": 0}, "jobs is 0"), ({"jobs": 1.5}, "jobs is 1.5"), ({"seed": -1}, "seed is -1"),
        ({"replicates": 2}, "replicates is 2"), ({"replicates": "20"}, "replicates is '20'"),
        ({"replicates": 20_001}, "from 20 to 20,000"), ({"decimal": "x"}, "decimal is 'x'"),
    ],
)  # fmt: skip
def test_what_the_command_refuses_python_does(made, odd, words):
    with pytest.raises(RequestError) as refused:
        sbs_econ.fit(made, **odd)
    assert words in str(refused.value)
