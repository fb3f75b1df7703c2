"""The words that tables, pages and documents use for the model's closed lists."""

from __future__ import annotations

from sbs_econ.vocabulary import Block, Evidence, Payer

UNIT_WORDS: dict[str, tuple[str, str]] = {
    "bed_day": ("bed day", "bed days"),
    "contact": ("contact", "contacts"),
    "attendance": ("attendance", "attendances"),
    "incident": ("incident", "incidents"),
    "stay": ("stay", "stays"),
    "item": ("item", "items"),
    "hour": ("hour", "hours"),
    "day": ("day", "days"),
    "month": ("month", "months"),
    "session": ("session", "sessions"),
    "group": ("group", "groups"),
    "fte_year": ("FTE year", "FTE years"),
    "point": ("point", "points"),
    "SD": ("SD", "SD"),
    "person": ("person", "people"),
    "share": ("of people", "of people"),
    "point_year": ("point-year", "point-years"),
    "SD_year": ("SD-year", "SD-years"),
}
"""Singular and plural of each counted unit, for tables people read."""

PAYER_LABELS: dict[Payer, str] = {
    Payer.FUNDER: "Programme funder",
    Payer.NHS: "NHS",
    Payer.LOCAL_AUTHORITY: "Council (adult social care)",
    Payer.POLICE: "Police",
    Payer.EXCHEQUER: "Exchequer (tax and benefits)",
    Payer.ECONOMY: "Economy (employers)",
    Payer.PARTICIPANTS: "Participants",
    Payer.CARERS: "Carers",
    Payer.VOLUNTEERS: "Volunteers",
}

EVIDENCE_LABELS: dict[Evidence, str] = {
    Evidence.REPORTED: "reported in the evaluation",
    Evidence.ROUTINE_DATA: "routine data",
    Evidence.PUBLISHED: "published elsewhere",
    Evidence.ELICITED: "elicited from experts",
    Evidence.ILLUSTRATIVE: "illustrative",
}

BLOCK_LABELS: dict[Block, str] = {
    Block.PROGRAMME: "The programme",
    Block.SERVICE_USE: "Services used",
    Block.EMPLOYMENT: "Employment",
    Block.INFORMAL_CARE: "Unpaid care",
    Block.OUTCOMES: "Outcomes",
    Block.NOT_QUANTIFIED: "Considered but not quantified",
}
