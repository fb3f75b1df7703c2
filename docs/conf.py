"""Sphinx settings: Markdown pages, no network, every warning an error (make docs)."""

from sbs_econ import __version__

project = "sbs_econ"
author = "The sbs_econ developers"
copyright = "the sbs_econ developers, MIT licence"
version = release = __version__
language = "en-GB"
extensions = ["myst_parser"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "generators"]
smartquotes = False
html_theme = "furo"
html_title = f"sbs_econ {__version__}"
html_show_sphinx = False
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["pages.css"]
