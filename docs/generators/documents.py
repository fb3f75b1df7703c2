"""The JSON documents and CSV files that the program writes, key by key."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from generators.markdown import code, escape, page, table
from generators.program import checked, sbs_econ
from sbs_econ.api.surveys import CONFIRMATION

WORDS = Path(__file__).with_name("documents.yaml")
DOT = "\u2024"
"""Stands for a dot within a key, such as a file's name, so that it does not look like a step down."""
FEW = ("--draws", "200")
FEW_MORE = ("--draws", "500")
INTRODUCTION = """
Scripts may rely on these names; objects may gain keys. JSON, CSV and draws carry full double precision, and never NaN
or infinity: what has no meaning is `null`, or an empty cell. In the tables, `[]` stands for each element of a list and
`*` for keys that depend on the inputs.
""".strip()


def pages() -> dict[str, str]:
    """Return the page of documents.

    Raises:
        SystemExit: if a key is not described in ``documents.yaml``, or one described there is no more.
    """
    words = yaml.safe_load(WORDS.read_text("utf-8"))
    reading = Reading(words)
    for name, documents in {**_printed(), **_written()}.items():
        for document in documents:
            reading.note(name, document)
    if reading.faults():
        raise SystemExit(f"{WORDS}:\n" + "\n".join(f"  {fault}" for fault in reading.faults()))
    sections = [_section(name, words[name], reading.found[name]) for name in words]
    return {"documents.md": page("# Documents and files written", INTRODUCTION, *sections)}


def _section(name: str, words: Mapping[str, Any], found: Mapping[str, set[str]]) -> str:
    rows = []
    for key, kinds in found.items():
        meaning = words["keys"][key]
        shape = meaning.get("is") if isinstance(meaning, dict) else None
        text = meaning["text"] if shape else meaning
        holds = " or ".join(sorted({f"[{shape}](#document-{shape})" if shape and k == "object" else k for k in kinds}))
        rows.append((code(key), holds, escape(text)))
    title = f"(document-{name.replace(' ', '-')})=\n## {words['title']}"
    return page(title, words.get("text", "").strip(), table(("Key", "Holds", "Meaning"), rows))


class Reading:
    """The key paths seen in documents, under the names that they are described by."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self.words = words
        self.found: dict[str, dict[str, set[str]]] = {}

    def note(self, name: str, value: Any, path: str = "") -> None:
        """Note a value of a document, and all that it holds; an object of a named shape is noted under its shape."""
        known = self._described(name, path)
        described = known in self.words.get(name, {}).get("keys", {})
        if path and (described or not (path.endswith("[]") and isinstance(value, dict))):
            kinds = self.found.setdefault(name, {}).setdefault(known, set())
            kinds.add(_kind(value))
            if kinds >= {"number", "whole number"}:
                kinds.remove("whole number")
        meaning = self.words.get(name, {}).get("keys", {}).get(known)
        shape = meaning.get("is") if isinstance(meaning, dict) else None
        if isinstance(value, Mapping):
            for key, child in value.items():
                part = str(key).replace(".", DOT)
                self.note(*((shape, child, part) if shape else (name, child, f"{path}.{part}".lstrip("."))))
        elif isinstance(value, list):
            for child in value:
                self.note(name, child, f"{path}[]")

    def _described(self, name: str, path: str) -> str:
        """The key or pattern of the words that a path falls under, or the path itself."""
        known = self.words.get(name, {}).get("keys", {})
        if path in known:
            return path
        return next((key for key in known if "*" in key and _matches(key, path)), path)

    def faults(self) -> list[str]:
        """Return what is not described, and what is described in vain."""
        faults = []
        for name in {**self.words, **self.found}:
            known, found = self.words.get(name, {}).get("keys", {}), self.found.get(name, {})
            faults += [f"{name}: '{key}' is written and not described" for key in found if key not in known]
            faults += [f"{name}: '{key}' is described and not written" for key in known if key not in found]
        return faults


def _matches(pattern: str, path: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", r"[^.\[\]]+"), path) is not None


def _printed() -> dict[str, list[Any]]:
    """Documents that commands print, several of each where the keys differ."""
    Path("wrong.yaml").write_text("extends: base_case\nlabel: Wrong\nquestion: Wrong?\nsetings: {}\n", "utf-8")
    _outside_draws()
    two = ("base_case", "side_by_side_2015_17")
    return {
        "run": [_json("run", name, *FEW) for name in (*two, "horizon_24")],
        **_choosing(two),
        **_trust(),
        "validate": [_json("validate", "wrong.yaml")],
        "parameters list": [_json("parameters", "list", name) for name in two],
        "parameters show": [_json("parameters", "show", "*.*.*")],
        "scenario list": [_json("scenario", "list")],
        "scenario show": [_json("scenario", "show", name) for name in two],
        **_sensitivity(),
        **_comparisons(),
        "voi": [
            _json("voi", "base_case", "--price-outcome", "wellbeing_swemwbs=3400", "--group", "attribution", *FEW_MORE),
            _json("voi", "base_case", "online", "--perspective", "nhs_pss", "--survey", "none", *FEW_MORE),
            _json("voi", "--inputs", "x.csv", "--outputs", "y.csv", "--wtp", "100", "--population", "1000"),
        ],
        "fit": _fitted(),
    }


def _choosing(two: tuple[str, str]) -> dict[str, list[Any]]:
    return {
        "budget-impact": [
            _json("budget-impact", "base_case", *FEW, "--eligible", "12000", "--uptake", "0.01"),
            _json("budget-impact", "side_by_side_2015_17", *FEW),
        ],
        "diff": [
            _json("diff", "base_case", "side_by_side_2015_17", *FEW),
            _json("diff", *_two_folders(), *FEW),
            _json("diff", "runs_of/base_case", "runs_of/online", *FEW),
            _json("diff", "base_case", "online", "--inputs-only"),
        ],
        "diff --flows": [_json("diff", "--flows", *_two_tables())],
        "lenses": [_json("lenses", name, *FEW) for name in two],
        "scenario waterfall": [
            _json("scenario", "waterfall", "base_case", row, *FEW)
            for row in ("service_use.gp_consultation", "outcomes.wellbeing_swemwbs", "employment.employer_ni.economy")
        ],
    }


def _trust() -> dict[str, list[Any]]:
    """On the run folders that ``_choosing`` made."""
    return {
        "verify": [_json("verify", "base_case", *FEW)],
        "reproduce": [_json("reproduce", "runs_of/base_case"), _json("reproduce", _altered("runs_of/online"))],
        "explain": [
            _json("explain", "runs_of/base_case", "service_use.gp_consultation"),
            _json("explain", "base_case", "not_quantified.harms"),
            _json("explain", "base_case", "programme.venue"),
        ],
        "explain a perspective": [_json("explain", "runs_of/base_case", "nhs_pss")],
    }


def _comparisons() -> dict[str, list[Any]]:
    national = ("compare", "side_by_side_2015_17", "--by")
    return {
        "compare": [_json("compare", "base_case", "online", "peer_led_social", *FEW)],
        "compare --by site": [_json(*national, "site", *FEW)],
        "compare --by subgroup": [_json(*national, "subgroup", *FEW), _json(*national, "mode", *FEW)],
        "compare --by payer": [_json(*national, "payer", *FEW), _json("compare", "horizon_24", "--by", "payer", *FEW)],
    }


def _sensitivity() -> dict[str, list[Any]]:
    bed_days, contacts = "service_use.acute_bed_day.change", "service_use.cmht_contact.change"
    groups = ("--group", "evidence:", "--group", f"one={bed_days}")
    grid = ("--y-range", "0.3,1.1", "--points", "5")
    return {
        "sensitivity one-way": [_json("sensitivity", "one-way", "base_case", *groups, *FEW)],
        "sensitivity two-way": [_json("sensitivity", "two-way", "base_case", bed_days, contacts, *grid)],
        "sensitivity threshold": [
            _json("sensitivity", "threshold", name, *FEW) for name in ("full_attribution", "no_effect")
        ],
        "sensitivity variance": [_json("sensitivity", "variance", "base_case", *groups, *FEW)],
        "sensitivity evidence": [_json("sensitivity", "evidence", "base_case", *FEW)],
    }


def _fitted() -> list[Any]:
    """A small synthetic survey, one service of which nobody used; with a third wave and a claim; a larger one."""
    asked = ("--replicates", "20", "-q", "--no-disclosure-control", "--confirm", CONFIRMATION)
    checked("synthesise", "--out", "survey", "--people", "250", "--groups", "24", "-q")
    services = Path("survey/services.csv")
    lines = services.read_text("utf-8").splitlines()
    lines = [",".join([*line.split(",")[:3], "0,,"]) if ",ambulance," in line else line for line in lines]
    services.write_text("\n".join(lines) + "\n", "utf-8")
    found = [_json("fit", "survey", *asked)]
    checked("synthesise", "--out", "larger", "-q")
    for folder in ("survey", "larger"):
        _claiming(Path(folder))
        found.append(_json("fit", folder, *asked))
    return found


def _claiming(folder: Path) -> None:
    """Give a survey a third wave that nobody answered, and its plan a claim."""
    for name, old, new in (
        ("codebook", "six_months: 6}", "six_months: 6, twelve_months: 12}"),
        ("plan", "replicates:", "causal_claim: {assumed: true, reason: Members told us.}\nreplicates:"),
    ):
        path = folder / f"{name}.yaml"
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def _outside_draws() -> None:
    """Draws as another model would have made them."""
    draws = [(i * 0.618034 % 1.0, i * 0.754878 % 1.0) for i in range(1, 401)]
    inputs = [f"{a},{b}" for a, b in draws]
    outputs = [f"0,0,{900 * a},{10 * b}" for a, b in draws]
    Path("x.csv").write_text("\n".join(["effort,effect", *inputs]) + "\n", "utf-8")
    header = "cost_usual,effect_usual,cost_new,effect_new"
    Path("y.csv").write_text("\n".join([header, *outputs]) + "\n", "utf-8")


def _two_folders() -> tuple[str, str]:
    """Two projects of which the second has an outcome less, and two run folders."""
    for name in ("old", "new"):
        checked("init", name)
    outcomes = Path("new/parameters/outcomes.yaml")
    outcomes.write_text(outcomes.read_text("utf-8").replace("\nhope:\n", "\nhope_again:\n"), "utf-8")
    checked("run", "base_case", "online", *FEW, "--out", "runs_of", "-q")
    return "old/parameters", "new/parameters"


def _altered(run: str) -> str:
    """A copy of a run folder with one number changed by hand."""
    shutil.copytree(run, f"{run}_altered")
    table = Path(f"{run}_altered", "table.csv")
    text = table.read_text("utf-8")
    table.write_text(text.replace("0.", "1.", 1), "utf-8")
    return f"{run}_altered"


def _two_tables() -> tuple[str, str]:
    """Two small tables of flows."""
    lines = ("party,kind,amount,currency,price_year", "nhs,benefit,{},GBP,2024/25", "programme,cost,300,GBP,2024/25")
    for name, amount in (("one", 100), ("two", 200)):
        Path(f"{name}.csv").write_text("\n".join(lines).format(amount) + "\n", "utf-8")
    return "one.csv", "two.csv"


def _written() -> dict[str, list[Any]]:
    """Files of run folders."""
    folders = []
    for scenario, sets in (("horizon_24", ["--set", "settings.participants=100"]), ("side_by_side_2015_17", [])):
        checked("run", scenario, *FEW, *sets, "--save-draws", "--out", f"runs/{scenario}", "-q")
        folders.append(Path("runs") / scenario)
    texts = {name: [(folder / name).read_text("utf-8") for folder in folders] for name in _files_of(folders[0])}
    return {
        name: [json.loads(text) if name.endswith(".json") else _csv(text) for text in found]
        for name, found in texts.items()
        if name != "run.json"
    }


def _csv(text: str) -> list[dict[str, Any]]:
    return [{key: _cell(cell) for key, cell in row.items()} for row in csv.DictReader(io.StringIO(text))]


def _cell(text: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    try:
        return float(text)
    except ValueError:
        return text


def _files_of(folder: Path) -> list[str]:
    files = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in (".json", ".csv"))
    return sorted(files, key=lambda name: (name != "manifest.json", name))


def _json(*arguments: str) -> Any:
    return json.loads(sbs_econ(*arguments, "--format", "json").output)


def _kind(value: Any) -> str:
    if value is None or value == "":
        return "empty" if value == "" else "null"
    kinds = {bool: "true or false", int: "whole number", float: "number", str: "text", list: "list"}
    return kinds.get(type(value), "object")
