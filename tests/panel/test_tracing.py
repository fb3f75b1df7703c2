"""Steps are written down once, only where something can change, and never guessed."""

import numpy as np
import pytest

from sbs_econ.analysis.tracing import CannotTrace, People, Tape, Traced


@pytest.fixture
def tape():
    return Tape(3)


def test_the_same_step_is_written_once(tape):
    a, draws = tape.input("a"), np.array([1.0, 2.0, 3.0])
    assert (a * draws).step == (a * draws.copy()).step
    assert [kind for kind, *_ in tape.steps] == ["input", "draws", "*"]
    assert len(tape.draws) == 1


def test_what_changes_nothing_is_no_step(tape):
    a = tape.input("a")
    for same in (a + 0.0, 0.0 + a, a - 0.0, a * 1.0, 1.0 * a, a / 1.0):
        assert same is a
    assert a / a == 1.0
    assert (1.0 - a).step != a.step
    assert (0.0 - a).step != a.step
    assert (1.0 / a).step != a.step


def test_draws_that_are_all_the_same_are_a_number(tape):
    assert tape.steps[(tape.input("a") * np.full(3, 2.5)).step - 1] == ("number", 2.5)


def test_ufuncs_of_numpy_and_scipy_are_followed(tape):
    from scipy.special import ndtr

    a = tape.input("a")
    steps = [np.minimum(a, 2.0), np.maximum(0.0, a), np.ceil(a), np.sqrt(a), np.cbrt(a), ndtr(a), a**2.0, -a]
    assert [tape.steps[each.step][0] for each in steps] == ["min", "max", "ceil", "sqrt", "cbrt", "ndtr", "pow", "neg"]


@pytest.mark.parametrize(
    "turn",
    [
        lambda a: bool(a > 1), lambda a: 1 if a else 0, np.sin, np.add.reduce, lambda a: a == 1.0,
        lambda a: a * np.arange(7.0),
    ],
)  # fmt: skip
def test_what_cannot_be_followed_is_refused(tape, turn):
    with pytest.raises(CannotTrace):
        turn(tape.input("a"))


@pytest.mark.parametrize(
    "lose",
    [
        lambda a: np.divide(a, 2.0, out=np.zeros(3)), lambda a: 1.0 + a * np.asarray(a), np.asarray,
        lambda a: a + np.array([1.0, np.nan, 2.0]), lambda a: 1.0 / np.where(np.asarray(a) > 0, a, np.nan),
    ],
)  # fmt: skip
def test_no_figure_may_rest_on_what_was_lost(tape, lose):
    with pytest.raises(CannotTrace):
        tape.output(lose(tape.input("a")))


def test_people_are_never_none(tape):
    people = tape.people("settings.participants")
    assert isinstance(people, People)
    assert people
    assert people != 0
    assert sum([people]) is people
    assert people / people == 1.0
    with pytest.raises(CannotTrace):
        assert people == 3
    assert type(people * 2.0) is Traced
