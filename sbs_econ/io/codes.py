"""Every error code with its title and explanation, for ``sbs-econ errors``."""

from __future__ import annotations

from sbs_econ.io.yaml_codes import CODES as YAML_CODES

CODES: dict[str, tuple[str, str]] = {**YAML_CODES}
