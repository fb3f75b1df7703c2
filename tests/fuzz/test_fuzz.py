"""Whatever is fed to the program, it ends with a documented code: no traceback, no network, nothing run or written.

``SBS_ECON_FUZZ`` is how many cases each kind gets (150 by default); ``SBS_ECON_FULL=1`` gives 8,000 to those
that take milliseconds, and adds real processes.
"""

import contextlib
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from bad_inputs import ended
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shipped import PARAMETERS, ROOT, parameter_folder

from sbs_econ.cli.group import COMMANDS
from sbs_econ.errors import SbsEconError
from sbs_econ.io.differences import read_flows
from sbs_econ.io.folders import read_folder
from sbs_econ.io.outside_draws import read_draws
from sbs_econ.io.overrides import overrides_from_python, parse_assignments
from sbs_econ.io.scenarios import load_scenario
from sbs_econ.model.evaluate import base_case

CASES = int(os.environ.get("SBS_ECON_FUZZ", "150"))
FULL = bool(os.environ.get("SBS_ECON_FULL"))
MANY = 8_000 if FULL and "SBS_ECON_FUZZ" not in os.environ else CASES
"""Cases of the kinds that take milliseconds: tens of thousands in all where everything has to run."""
CODES = {0, 2, 3, 4}
FUZZ = settings(
    max_examples=CASES, deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
FORBIDDEN = ("socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec",
             "os.posix_spawn", "pickle.find_class", "ctypes.dlopen")  # fmt: skip
WORDS = [
    "1", "0", "-1", "1e400", "nan", ".inf", "1,200", "£12", "12%", "0x10", "010", "1:30", "1_000", "yes", "~", "''",
    "NULL", "2024", "2024/25", "GBP/contact", "null", "[]", "{}", "[1, 2", "- a", "*a", "&a b", "<<: *a",
    "!!python/x 1",
    "!!python/object/apply:os.system [id]", "../../etc/passwd", "/etc/passwd", "CON", "\u202e", "\x00", "\x1b[31m", "é",
    "=cmd()", "@SUM(1)", "{{ 7*7 }}", "</script>", "<b>", "a" * 300, "9" * 400, "-", ":", "#", "\t", "%", "|", ">",
    "\ufeff",
    "base_case", "no_effect", "gp_consultation", "unit_costs.gp_consultation", "service_use.*.change", "normal", "beta",
    "value: 1", "distribution: {family: gamma, se: 0}", "distribution: {family: beta, se: 9}", "reason: x",
]  # fmt: skip
PIECES = st.one_of(st.sampled_from(WORDS), st.text(max_size=6))
_watching: list[str] = []
_seen: list[str] = []


def _hook(event, arguments):
    if not _watching:
        return
    if event.startswith(FORBIDDEN):
        _seen.append(f"{event} {arguments!r}"[:200])
    if (
        event == "open"
        and not isinstance(arguments[0], int)
        and isinstance(arguments[2], int)
        and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    ):
        path = str(arguments[0])
        if not path.startswith((_watching[0], os.devnull)) and "__pycache__" not in path:
            _seen.append(f"wrote {path}")


sys.addaudithook(_hook)


@contextlib.contextmanager
def watched(folder):
    """Fail if anything below is run, asked of a network, or written outside a folder."""
    _seen.clear()
    _watching.append(str(folder))
    try:
        yield
    finally:
        _watching.clear()
    assert _seen == []


def mutated(text):
    """Texts with some lines cut, doubled, moved, or with a piece put in somewhere."""
    lines = text.splitlines(keepends=True)

    @st.composite
    def build(draw):
        made = list(lines)
        for _ in range(draw(st.integers(1, 4))):
            at = draw(st.integers(0, max(0, len(made) - 1)))
            kind = draw(st.integers(0, 5))
            line = made[at] if made else ""
            if kind == 0 and made:
                del made[at]
            elif kind == 1:
                made.insert(at, line)
            elif kind == 2:
                made.insert(at, draw(PIECES) + "\n")
            elif kind == 3 and ":" in line:
                made[at] = line.split(":")[0] + ": " + draw(PIECES) + "\n"
            elif kind == 4:
                cut = draw(st.integers(0, len(line)))
                made[at : at + 1] = [line[:cut] + draw(PIECES) + line[cut:]]
            elif made:
                made[at] = "  " + line
        return "".join(made)

    return build()


SCENARIO = """extends: base_case
label: Cautious about cause
question: Is it still worth funding?
changes:
  attribution.causal_share:
    value: 0.2
    reason: Lower end of what reviewers accept.
  service_use.gp_consultation.change:
    kind: rate_ratio
    median: 0.9
    distribution: {family: lognormal, interval: [0.7, 1.1], level: 0.95}
    reason: A trial.
  unit_costs.ambulance: {value: 300, distribution: {family: gamma, se: 30}, reason: Local price}
settings:
  horizon_months: 12
  participants: 100
design: {facilitation: peer_led}
sites:
  north: {label: North, participants: 40, modes: {group: 0.5, online: 0.5}}
  south: {label: South, participants: 60}
"""
FOLDERS = {PARAMETERS.resolve(): parameter_folder()}


def stands(folder, text):
    file = folder / "fuzzed.yaml"
    file.write_bytes(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
    with watched(folder):
        found = load_scenario(str(file), start=ROOT, folders=dict(FOLDERS))
        for problem in found.problems:
            assert problem.message
            f"{problem.message}{problem.suggestion}".encode()
        if found.inputs is not None and not [p for p in found.problems if p.severity == "error"]:
            base_case(found.inputs)


@settings(FUZZ, max_examples=MANY)
@given(text=mutated(SCENARIO))
def test_scenarios(tmp_path_factory, text):
    stands(tmp_path_factory.getbasetemp(), text)


@settings(FUZZ, max_examples=MANY)
@given(raw=st.binary(max_size=300))
def test_scenarios_of_any_bytes(tmp_path_factory, raw):
    stands(tmp_path_factory.getbasetemp(), raw)


PARAMETER_FILES = sorted(str(p.relative_to(PARAMETERS)) for p in PARAMETERS.rglob("*.yaml"))


@settings(FUZZ, max_examples=max(10, CASES // 10))
@given(data=st.data(), name=st.sampled_from(PARAMETER_FILES))
def test_parameter_files(tmp_path_factory, data, name):
    folder = tmp_path_factory.getbasetemp() / "parameters"
    if not folder.exists():
        import shutil

        shutil.copytree(PARAMETERS, folder)
    whole = (PARAMETERS / name).read_text("utf-8")
    (folder / name).write_bytes(data.draw(mutated(whole)).encode("utf-8", "surrogatepass"))
    try:
        with watched(folder):
            for problem in read_folder(folder).problems:
                assert problem.message
    finally:
        (folder / name).write_text(whole, "utf-8")


TABLES = {
    "flows": "party,label,amount,kind,currency,price_year\nfunder,Grant,-120.5,cost,GBP,2024/25\n"
    "nhs,Beds,99,benefit,GBP,2024/25\n",
    "draws": "theta1,theta2\n" + "".join(f"{i / 7},{i % 5}\n" for i in range(120)),
}


@FUZZ
@given(data=st.data(), which=st.sampled_from(sorted(TABLES)), byte=st.binary(max_size=3))
def test_tables(tmp_path_factory, data, which, byte):
    folder = tmp_path_factory.getbasetemp()
    file, outputs = folder / "fuzzed.csv", folder / "outputs.csv"
    text = data.draw(mutated(TABLES[which])).encode("utf-8", "surrogatepass")
    at = data.draw(st.integers(0, len(text)))
    file.write_bytes(text[:at] + byte + text[at:])
    outputs.write_text("nb_old,nb_new\n" + "".join(f"0,{i % 11 - 5}\n" for i in range(120)))
    with watched(folder), contextlib.suppress(SbsEconError):
        read_flows(file) if which == "flows" else read_draws(file, outputs, None)


@settings(FUZZ, max_examples=MANY)
@given(texts=st.lists(st.one_of(PIECES, st.builds("{}={}".format, PIECES, PIECES)), max_size=4))
def test_assignments(tmp_path_factory, texts):
    with watched(tmp_path_factory.getbasetemp()), contextlib.suppress(SbsEconError):
        overrides_from_python(parse_assignments(texts))


OPTIONS = ["--draws", "--seed", "--sampler", "--set", "--format", "--out", "--per", "--dry-run", "--force", "-q", "-v",
           "--precision", "--jobs", "--chunk-size", "--row", "--perspective", "--scenario", "--group", "--years",
           "--eligible", "--uptake", "--first-year", "--wtp", "--inputs", "--outputs", "--help",
           "--nonsense"]  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(["2", "100", "mc", "json", "csv", "attribution.causal_share=0.5", "settings.participants=0",
                     "settings.horizon_months=-3", "base_case", "no_such", "nhs_pss", "0.1,0.2", "2024/25", "out"]),
    PIECES,
)  # fmt: skip
LIGHT = ["validate", "parameters", "scenario", "errors", "explain", "reproduce", "diff", "init"]
HEAVY = ["run", "compare", "budget-impact", "verify"]


@st.composite
def command_lines(draw):
    name = draw(st.one_of(st.sampled_from(LIGHT + HEAVY), st.sampled_from(sorted(COMMANDS)), PIECES))
    parts = [name]
    if name in ("parameters", "scenario"):
        parts.append(draw(st.sampled_from(["list", "show", "set", "new", "schema", "waterfall", "x"])))
    parts += draw(st.lists(VALUES, max_size=2))
    for option in draw(st.lists(st.sampled_from(OPTIONS), max_size=3)):
        parts += [option, *draw(st.lists(VALUES, max_size=1))]
    return parts if name in LIGHT else [*parts, *(["--draws", "100"] if name in COMMANDS else [])]


@settings(FUZZ, max_examples=max(30, CASES // 3))
@given(arguments=command_lines())
def test_command_lines(tmp_path_factory, arguments):
    folder = tmp_path_factory.getbasetemp() / "work"
    folder.mkdir(exist_ok=True)
    here = Path.cwd()
    os.chdir(folder)
    try:
        code, said = ended(arguments)
    finally:
        os.chdir(here)
    assert code in CODES, (arguments, said)
    assert "Traceback" not in said


@pytest.mark.skipif(not FULL, reason="three hundred processes: SBS_ECON_FULL=1")
@pytest.mark.parametrize("seed", range(6))
def test_real_processes(tmp_path, seed):
    dice = random.Random(seed)
    text = SCENARIO.splitlines()
    for number in range(50):
        lines = list(text)
        for _ in range(dice.randint(1, 3)):
            lines[dice.randrange(len(lines))] = dice.choice(WORDS)
        (tmp_path / "fuzzed.yaml").write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
        command = dice.choice([["run", "fuzzed.yaml", "--draws", "50"], ["validate", "fuzzed.yaml"],
                               ["explain", "fuzzed.yaml", dice.choice(WORDS).replace("\x00", "")]])  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "sbs_econ", *command], cwd=tmp_path, capture_output=True, timeout=60, check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert done.returncode in CODES, (number, done.stderr)
        assert b"Traceback" not in done.stderr
        assert sorted(p.name for p in tmp_path.iterdir()) == ["fuzzed.yaml"]
