"""No result of a shipped scenario changes in silence: a change beyond 1e-9 is told in the changelog."""

import hashlib
import json
import re

import pytest

from frozen import freeze

CHANGELOG = (freeze.ROOT / "CHANGELOG.md").read_text("utf-8")
RELEASED = sorted(p.stem for p in freeze.HERE.glob("*.json") if p.stem != "unreleased")


def read(version):
    return json.loads(freeze.file_of(version).read_text("utf-8"))["results"]


@pytest.fixture(scope="module")
def now():
    return freeze.current()


def test_results_are_those_frozen_for_what_is_next(now):
    found = list(freeze.differences(read("unreleased"), now))
    assert found == [], (
        "Results have changed. Say so under 'What changes in results' of 'Unreleased' in CHANGELOG.md, "
        "then run python tests/frozen/freeze.py:\n" + "\n".join(found[:20])
    )


@pytest.mark.parametrize("version", RELEASED or [None])
def test_a_change_since_a_release_is_told(version, now):
    if version is None:
        pytest.skip("nothing has been released")
    changed = list(freeze.differences(read(version), now))
    assert not changed or freeze.section(CHANGELOG, "Unreleased"), changed[:20]


def test_what_is_frozen_now_is_told_in_the_changelog():
    """The line names the frozen file by the beginning of its hash, so that one cannot change without the other."""
    lines = freeze.section(CHANGELOG, "Unreleased")
    assert lines
    sha = hashlib.sha256(freeze.file_of("unreleased").read_bytes()).hexdigest()
    named = re.findall(r"frozen results ([0-9a-f]{12})", " ".join(lines))
    assert named, f"name them under 'What changes in results': frozen results {sha[:12]}"
    assert sha.startswith(named[-1])


def test_a_difference_is_seen():
    before = {"a": {"x cost": [1.0, 2.0, 3.0, 4.0], "gone cost": [1.0] * 4}, "lost": {}}
    after = {"a": {"x cost": [1.0, 2.0, 3.0, 4.0 + 1e-8], "new cost": [1.0] * 4}, "more": {}}
    assert list(freeze.differences(before, before)) == []
    assert len(list(freeze.differences(before, after))) == 5
    assert list(freeze.differences({"a": {"x": [1.0] * 4}}, {"a": {"x": [1.0 + 1e-12] * 4}})) == []


def test_the_changelog_is_read():
    text = "## Unreleased\n\n### What changes in results\n\n- One.\n\n### What changes in code\n\n- Two.\n\n## 1.0\n"
    assert freeze.section(text, "Unreleased") == ["- One."]
    assert freeze.section(text, "1.0") == []
