"""The citation file says what the package is: what the format requires, and the version and licence of the package."""

import tomllib

import yaml
from generators.transcripts import ROOT

from sbs_econ import __version__

CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
ALLOWED = {
    "abstract", "authors", "cff-version", "commit", "contact", "date-released", "doi", "identifiers", "keywords",
    "license", "license-url", "message", "preferred-citation", "references", "repository", "repository-artifact",
    "repository-code", "title", "type", "url", "version",
}  # fmt: skip
"""Keys of the Citation File Format 1.2.0."""


def test_what_the_format_requires_is_there():
    assert CITATION["cff-version"] == "1.2.0"
    assert {"title", "message", "authors"} <= set(CITATION) <= ALLOWED
    assert all(author.get("name") or author.get("family-names") for author in CITATION["authors"])
    assert all({"type", "title", "authors"} <= set(each) for each in CITATION["references"])


def test_it_cites_this_version_under_its_licence():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert (CITATION["version"], CITATION["license"]) == (__version__, project["license"])
