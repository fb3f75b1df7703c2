"""The smallest page that a panel can stand in: one file, and a policy that lets nothing else in."""

import base64
import hashlib

from sbs_econ.analysis.psa import Plan
from sbs_econ.analysis.what_if import what_if
from sbs_econ.reporting.panel import panel_html, panel_script, panel_style


def digest(text):
    """Return the source that a Content-Security-Policy names a script or style by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def minimal_page(inputs, overrides=None, plan=None):
    """Return a page with the panel of a scenario."""
    script, style = panel_script(), panel_style()
    policy = f"default-src 'none'; script-src {digest(script)}; style-src {digest(style)}"
    plan = plan or Plan()
    panel = panel_html(what_if(inputs, plan), overrides or {}, plan.draws)
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>What if</title><style>{style}</style></head><body><main><h1>What if</h1>"
        f"{panel}</main><script>{script}</script></body></html>"
    )
