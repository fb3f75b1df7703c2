"""Mutation testing: plant a fault in a module, and see whether its own tests notice.

    python -m tests.mutate attribution discounting    # modules of sbs_econ/equations or sbs_econ/model
    python -m tests.mutate correlation:109            # the mutants of one line
    python -m tests.mutate equations                  # a whole folder; this one if nothing is named
    python -m tests.mutate model --every 3            # every third mutant of each module
    python -m tests.mutate --seconds 600              # stop after a while and report what was done

Each mutant is one small change of the source: an operator, a comparison, a constant, a condition. It runs in a fork of
this process that serves the changed source in place of the file, so nothing on the disk is touched.
"""

import argparse
import ast
import copy
import importlib
import os
import signal
import sys
import time
import traceback
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder, SourceFileLoader
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = {name: ROOT / "sbs_econ" / name for name in ("equations", "model")}
PATHS = {path.stem: path for folder in FOLDERS.values() for path in sorted(folder.glob("*.py"))}
NOTHING_TO_CHANGE = ("__init__", "arrays", "evidence")
LONGEST = 30
"""Seconds that the tests of one mutant may take, or ten times their usual time if that is more: one that hangs is
noticed."""
QUIETLY = [
    "-x", "-q", "--tb=no", "-p", "no:cacheprovider",
    "-W", "ignore::pytest.PytestAssertRewriteWarning", "-W", "ignore::pytest.PytestConfigWarning",
]  # fmt: skip
AGREES = "tests/oracle/test_engine_agrees.py"
COMMON = [
    f"{AGREES}::test_{name}" for name in (
        "base_case_of_every_shipped_scenario", "single_draws_of_every_shipped_scenario",
        "standardised_differences_on_an_outcome_counted_in_points",
    )
]  # fmt: skip
ROWS = ["tests/model/test_rows_by_hand.py", *COMMON]
PROPERTIES = ["tests/model/test_properties.py", "tests/model/test_site_rules.py"]
SCENARIOS = [f"tests/{name}.py" for name in (
    "model/test_scenario_checks", "model/test_quantities_given_anew", "io/test_bad_scenarios",
)]  # fmt: skip
PARAMETERS = ["tests/model/test_folder_checks.py", "tests/model/test_drawn_together.py"]
DISTRIBUTIONS = ["tests/equations/test_distributions.py"]
STATEMENTS = ["tests/equations/test_statements.py"]
VALUES = ["tests/voi/test_by_hand.py"]
FITS = [f"tests/voi/test_{name}.py" for name in (
    "fits_by_hand", "units_and_splines", "fit_checks", "terms", "fits_in_other_units",
)]  # fmt: skip
OWN = {
    "distributions": DISTRIBUTIONS,
    "bounded": DISTRIBUTIONS,
    "compound": DISTRIBUTIONS,
    "family": DISTRIBUTIONS,
    "statements": STATEMENTS,
    "intervals": STATEMENTS,
    "quantiles": ["tests/equations/test_quantiles.py"],
    "piecewise": ["tests/equations/test_quantiles.py"],
    "correlation": ["tests/equations/test_correlation.py"],
    "errors_of_means": ["tests/equations/test_estimates.py"],
    "histograms": ["tests/equations/test_estimates.py"],
    "sampling": ["tests/equations/test_sampling.py"],
    "prices": ["tests/model/test_published_identities.py", "tests/trust/test_equations.py"],
    "net_benefit": VALUES,
    "expected_value": VALUES,
    "dominance": VALUES,
    **{path.stem: ROWS for path in FOLDERS["model"].glob("*.py")},
    **dict.fromkeys(("effect_scale", "evaluate", "perspectives", "programme", "reader", "rows"), ROWS + PROPERTIES),
    **dict.fromkeys(("change_checks", "changes", "layers", "patterns"), SCENARIOS),
    **dict.fromkeys(("quantities", "quantity_checks", "resolve", "settings_checks", "sites"), SCENARIOS),
    **dict.fromkeys(("correlations", "joint_checks", "links", "overlap", "price_checks"), PARAMETERS),
    "draws": ["tests/engine/test_engine_distributions.py"],
    **{module: FITS for module in PATHS if module.startswith("regression")},
}  # fmt: skip
"""Module to its own tests; others are held against the second implementation and tests/trust/test_equations.py."""
SWAPS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And, ast.USub: ast.UAdd,
}  # fmt: skip


def mutants(source):
    """Yield every mutant of a source: the line, what was done, and the new source."""
    tree = ast.parse(source)
    for number, node in enumerate(ast.walk(tree)):
        for words, change in changes(node):
            made = copy.deepcopy(tree)
            change(list(ast.walk(made))[number])
            yield getattr(node, "lineno", 0), words, ast.unparse(ast.fix_missing_locations(made))


def changes(node):
    """Yield what can be done to a node: words, and a function that does it to a copy."""
    if isinstance(node, (ast.BinOp, ast.UnaryOp, ast.AugAssign, ast.BoolOp)) and type(node.op) in SWAPS:
        new = SWAPS[type(node.op)]
        if not is_annotation(node):
            yield f"{type(node.op).__name__} to {new.__name__}", lambda n: setattr(n, "op", new())
    elif isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        new = SWAPS[type(node.ops[0])]
        yield f"{type(node.ops[0]).__name__} to {new.__name__}", lambda n: setattr(n, "ops", [new(), *n.ops[1:]])
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield f"{node.value} to {node.value + 1}", lambda n: setattr(n, "value", n.value + 1)
    elif isinstance(node, (ast.If, ast.IfExp)) and ast.unparse(node.test) != "TYPE_CHECKING":
        yield "condition turned", lambda n: setattr(n, "test", ast.UnaryOp(ast.Not(), n.test))


def is_annotation(node):
    return isinstance(node, ast.BinOp) and any(isinstance(c, ast.Constant) and c.value is None for c in ast.walk(node))


class Serving(MetaPathFinder):
    """Serves one module from a changed source."""

    def __init__(self, name, source):
        self.name, self.source = name, source

    def find_spec(self, name, path, target=None):
        if name != self.name:
            return None
        spec = PathFinder.find_spec(name, path)
        source = self.source.encode()

        class Loader(SourceFileLoader):
            def get_code(self, fullname):
                return compile(source, self.path, "exec")

        spec.loader = Loader(name, spec.origin)
        return spec


def noticed(module, source, longest=600.0):
    """Whether the tests of a module fail on a source, or take longer than they may."""
    child = os.fork()
    if child == 0:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        code = 1
        try:
            name = f"sbs_econ.{PATHS[module].parent.name}.{module}"
            sys.meta_path.insert(0, Serving(name, source))
            importlib.import_module(name)  # before pytest has finders of its own
            import pytest

            code = pytest.main([*QUIETLY, *tests_of(module)])
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(int(code))
    end = time.monotonic() + longest
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return not (os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0)
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def tests_of(module):
    doctests = ["--doctest-modules", str(PATHS[module].relative_to(ROOT))]
    return [*OWN[module], *doctests] if module in OWN else ["tests/trust/test_equations.py", *doctests, *COMMON]


def modules_of(names):
    """Yield modules by name, or those of a folder."""
    for name in names or ["equations"]:
        if name in FOLDERS:
            yield from (p.stem for p in PATHS.values() if p.parent.name == name and p.stem not in NOTHING_TO_CHANGE)
        else:
            yield name


def mutated(name, every, end):
    """Try the mutants of a module; return how many were seen and what was not noticed."""
    name, _, only = name.partition(":")
    source = PATHS[name].read_text("utf-8")
    begun = time.monotonic()
    if noticed(name, ast.unparse(ast.parse(source))):
        print(f"{name}: its tests fail without a fault")
        return 0, []
    longest = max(LONGEST, 10 * (time.monotonic() - begun))
    seen, left = 0, []
    wanted = (mutant for mutant in mutants(source) if not only or mutant[0] == int(only))
    for line, words, made in islice(wanted, 0, None, every):
        if time.monotonic() > end:
            break
        seen += 1
        if not noticed(name, made, longest):
            left.append(f"    {name}.py:{line}  {words}")
    return seen, left


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    given = parser.parse_args(arguments)
    os.chdir(ROOT)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # faster; none is needed
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    import hypothesis
    import numpy as np
    import pandas as pd
    import pytest
    import scipy.stats
    from hypothesis import Phase

    assert all((hypothesis, np, pd, pytest, scipy.stats))  # loaded once, before the forks
    # a fault is found, not made small; and nothing is remembered from one mutant to the next
    phases = (Phase.explicit, Phase.generate)
    hypothesis.settings.register_profile("mutants", phases=phases, database=None, derandomize=True)
    hypothesis.settings.load_profile("mutants")
    end, totals = time.monotonic() + given.seconds, [0, 0]
    for name in modules_of(given.modules):
        seen, left = mutated(name, given.every, end)
        if seen:
            print(f"{name}: {seen - len(left)} of {seen} mutants noticed", *left, sep="\n", flush=True)
        totals[0] += seen - len(left)
        totals[1] += seen
    print(f"in all: {totals[0]} of {totals[1]} ({totals[0] / max(1, totals[1]):.0%})")


if __name__ == "__main__":
    main(sys.argv[1:])
