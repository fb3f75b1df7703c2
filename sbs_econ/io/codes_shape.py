"""What the codes E101 to E117 mean: files that are missing or misnamed, keys and values of the wrong shape."""

from __future__ import annotations

CASES: dict[str, tuple[str, str, str, str]] = {
    "E101": (
        "Unknown key",
        "Every key that a file may hold is known, at every depth; one that is not would be ignored, and the figure "
        "under it never used. It is misspelt, stands in the wrong block, or has another name here.",
        "gp_consultation:\n  vlaue: 45",
        "gp_consultation:\n  value: 45",
    ),
    "E102": (
        "Missing key",
        "A block lacks a key that it cannot do without. Nothing is assumed in its place: a unit, a grade of evidence "
        "or a reason that is guessed would look like one that was given.",
        "gp_consultation:\n  value: 45",
        "gp_consultation:\n  value: 45\n  unit: GBP/contact\n  evidence: published",
    ),
    "E103": (
        "Value of the wrong form",
        "What stands here is not the kind of value that its key takes: a word that is not in the closed list, text "
        "where a number is wanted, a number out of its range, a single value where a block of keys or a list is "
        "wanted. Numbers are written plainly, with a decimal point and nothing else.",
        "value: £1,200\nevidence: Published\nwhole_groups: yes",
        "value: 1200\nevidence: published\nwhole_groups: true",
    ),
    "E104": (
        "File that nothing reads",
        "A YAML file in the parameters folder has a name that the model does not know, so that nothing in it would "
        "be used. Unit costs stand in unit_costs/, one file for each set; every other file has a fixed name.",
        "parameters/servce_use.yaml",
        "parameters/service_use.yaml",
    ),
    "E105": (
        "File missing",
        "A parameters folder lacks a file without which no scenario can be run. A complete folder to start from is "
        "written by sbs-econ init DIR.",
        "parameters/ without attribution.yaml",
        "parameters/attribution.yaml",
    ),
    "E106": (
        "Table that cannot be read",
        "A CSV file (sites, draws, or a sheet of new figures) is missing, larger than 512 MB, or not text in UTF-8. "
        "A spreadsheet program saves the right form as CSV UTF-8.",
        "sites.xlsx, or sites.csv saved as Windows text",
        "sites.csv saved as CSV UTF-8",
    ),
    "E107": (
        "Column missing from a file of draws",
        "A quantity takes its draws from a column that the file does not have. Columns are named in the first line.",
        "distribution: {family: empirical, file: bootstrap.csv, column: gp_cots}",
        "distribution: {family: empirical, file: bootstrap.csv, column: gp_cost}",
    ),
    "E108": (
        "Not a number in a file of draws",
        "A row has no number in a column that a quantity draws from: it is empty, holds text, or is not finite. "
        "Rows are drawn whole, so that one cannot be skipped for some quantities only.",
        "gp_cost\n41.2\nNA",
        "gp_cost\n41.2\n44.9",
    ),
    "E110": (
        "Scenarios that extend each other in a circle",
        "A scenario builds on another by extends:, and that one on the next. Here the chain comes back to a scenario "
        "that is already in it, so that none of them has a beginning.",
        "extends: cautious   # in base_case.yaml, which cautious.yaml extends",
        "extends: base_case  # in cautious.yaml alone",
    ),
    "E111": (
        "Unknown scenario to extend",
        "The scenario after extends: is in none of the places that are looked in: beside this file, then among those "
        "that ship. It is a name, not a path, so that a scenario never reads files from elsewhere.",
        "extends: ../other/base_cas.yaml",
        "extends: base_case",
    ),
    "E112": (
        "Table of sites missing",
        "The file after sites_table: is not beside the scenario.",
        "sites_table: areas.csv   # which is in another folder",
        "sites_table: areas.csv   # in the scenarios folder",
    ),
    "E113": (
        "Site in the scenario and in its table",
        "A site is given under sites: and again as a row of the table of sites. One of the two would be used, and it "
        "is unclear which.",
        "sites_table: areas.csv   # has a row leeds\nsites:\n  leeds: {label: Leeds, participants: 40}",
        "sites_table: areas.csv   # has a row leeds",
    ),
    "E114": (
        "Something wrong in a table",
        "A table of sites or a sheet of new figures has a column that is missing, unknown or there twice, a site that "
        "is there twice, or a cell that cannot be read. Sites need the columns site and participants; a column named "
        "like a quantity gives that quantity anew at each site.",
        "site,particpants\nleeds,40",
        "site,participants\nleeds,40",
    ),
    "E115": (
        "File of another form",
        "A file may say of what form it is: its kind, and the version of that kind. This one names a kind that "
        "does not belong where the file lies, or a version that is not read here. Nothing is guessed. A file that says "
        "nothing is read as of the version of today.",
        "schema: sbs_econ/service_use/7",
        "schema: sbs_econ/service_use/1",
    ),
    "E116": (
        "Name that not every computer can hold",
        "Windows keeps some names for itself, such as con and aux, and does not tell capitals from small letters, so "
        "that a project with such files cannot be copied there whole.",
        "scenarios/con.yaml",
        "scenarios/concise.yaml",
    ),
    "E117": (
        "Question or reason still to be written",
        "scenario new puts a text where the question, or the reason of a change, belongs. It is a warning: the "
        "scenario runs, and the text heads its table and stands in its report.",
        "question: Which question does this scenario answer?",
        "question: What would the groups cost if the library gave us its room?",
    ),
}
"""Code -> title, explanation, a wrong example, a right example."""
