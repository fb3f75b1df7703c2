"""Write the generated pages of the documentation, and refresh the output quoted in the written ones.

``python docs/generate.py`` writes ``docs/reference/`` from the package, the parameters and the scenarios, and replaces
quoted lines of output that the program no longer prints by those it prints now. ``--check`` writes nothing, and exits
with 1 if anything would change.
"""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS))

from generators import MARK, generated_pages  # noqa: E402
from generators.transcripts import PAGES_WITH_TRANSCRIPTS, refreshed  # noqa: E402


def wanted() -> dict[Path, str]:
    """Return the text of every page that is generated or holds quoted output."""
    pages = {DOCS / "reference" / name: text for name, text in generated_pages().items()}
    return pages | {path: refreshed(path) for path in PAGES_WITH_TRANSCRIPTS}


def left_over(pages: dict[Path, str]) -> list[Path]:
    """Return generated files of things that are there no more."""
    found = (DOCS / "reference").rglob("*.md")
    return sorted(path for path in found if path not in pages and path.read_text("utf-8").startswith(MARK))


def stale(pages: dict[Path, str]) -> list[Path]:
    """Return the files that differ from what they should say."""
    differing = [path for path, text in pages.items() if not path.is_file() or path.read_text("utf-8") != text]
    return sorted(differing) + left_over(pages)


def main(arguments: list[str]) -> int:
    """Write what has changed, or only check; return the exit code."""
    pages = wanted()
    changed = stale(pages)
    for path in changed:
        print(path.relative_to(DOCS.parent))
    if "--check" in arguments:
        return 1 if changed else 0
    for path in changed:
        if path not in pages:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
