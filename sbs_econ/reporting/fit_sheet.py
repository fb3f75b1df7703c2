"""The data sheet and the methods paragraph of a fit, in Markdown: what a reader needs to judge the figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sbs_econ.reporting.fit_text import figure, interval, waves
from sbs_econ.schema.clean import clean_text

Record = Mapping[str, Any]
NAMES = {
    "complete_case": "Complete case",
    "rubin": "Rubin's rules",
    "ancova": "ANCOVA",
    "negative_binomial": "Negative binomial",
    "gamma": "Gamma",
    "two_part": "Two-part",
}


def stamps(record: Record) -> Iterator[str]:
    """Yield what stands at the head of every document."""
    if record["synthetic"]:
        yield from ("**SYNTHETIC: nobody filled in these questionnaires.**", "")
    if record["disclosure"]["stamp"]:
        yield from (f"**{record['disclosure']['stamp']}**", "")


def methods_paragraph(record: Record) -> str:
    """Return how the estimates were made, in words that fit a report."""
    flow, months = record["flow"], record["follow_up_months"]
    before, after = (clean_text(record["waves"][name]["wave"]) for name in ("baseline", "follow_up"))
    compared = (
        "Changes are differences in mean change between the programme and its comparison group. "
        if record["design"] == "controlled"
        else "Changes are means of the answers at follow-up minus those before, of everybody who started, without a "
        "comparison group: they hold regression to the mean and what would have happened anyway. "
    )
    shown = (
        "Counts of 1 to 7 people are hidden, others rounded to the nearest 5, and no mean of fewer than 8 people is "
        "shown."
        if record["disclosure"]["control"]
        else "Counts of people are exact."
    )
    text = (
        f"{flow['people']} people in {record['clusters']} clusters took part; {flow['answered_before']} answered "
        f"before ({before}) and {flow['answered_after']} after {months} months ({after}). {compared}"
        "Missing answers were imputed by chained "
        f"equations with predictive mean matching ({record['donors']} donors, {record['sweeps']} sweeps), given the "
        "other answers at both waves, people's characteristics, sessions attended and how likely they were to be "
        "lost, with a shrunken mean for each group; estimates are means over imputations of the sample. Standard "
        f"errors are from {record['replicates']} bootstrap replicates of whole clusters, each imputed from itself "
        f"{record['imputations']} times, with the variance split between and within replicates (von Hippel and "
        f"Bartlett 2021); intervals use t on {record['degrees_of_freedom']} degrees of freedom. {shown}"
    )
    return "\n".join([*stamps(record), "# How the estimates were made", "", clean_text(text), ""])


def data_sheet(record: Record) -> str:
    """Return the data sheet: provenance, flow of people, completeness, estimates by every method, who was lost."""
    return "\n".join(_sheet(record)) + "\n"


def _sheet(record: Record) -> Iterator[str]:
    yield from stamps(record)
    yield from (f"# Data sheet: {clean_text(record['data_set'])}", "", clean_text(record["provenance"]), "")
    yield from (f"{waves(record)}.", "")
    yield from ("## Flow of people", "", "| | people |", "| --- | ---: |")
    words = {
        "people": "Took part", "answered_before": "Answered before", "answered_after": "Answered at follow-up",
        "answered_both": "Answered both", "dose_known": "With sessions known",
    }  # fmt: skip
    yield from (f"| {text} | {record['flow'][name]} |" for name, text in words.items())
    yield ""
    yield from _completeness(record)
    yield from _methods(record)
    yield from _moved(record)
    yield from _lost(record)
    yield from _groups(record)
    yield from _dose(record)
    yield from _spread(record)
    yield from _engagement(record)
    yield from _claim(record)
    if record["warnings"]:
        yield from ("## What to keep in mind", "", *(f"- {clean_text(text)}" for text in record["warnings"]), "")
    yield from ("## Hashes", "", "Keyed for tables, plain for codebook and plan.", "")
    yield from (f"- {name}: `{value}`" for name, value in record["hashes"].items())


def _completeness(record: Record) -> Iterator[str]:
    yield from ("## Completeness and likeness within groups", "")
    yield from (
        "| item | answered both | imputed | ICC | design effect | effective people |",
        "| --- |" + " ---: |" * 5,
    )
    for item in record["items"]:
        alike = [item["intraclass_correlation"], item["design_effect"]]
        shown = ["" if value is None else f"{value:.2f}" for value in alike]
        yield (
            f"| {clean_text(item['label'])} | {item['answered_both']} | {item['share_imputed']:.0%} | "
            f"{' | '.join(shown)} | {item['effective_people'] or ''} |"
        )
    yield ""


def _methods(record: Record) -> Iterator[str]:
    yield from (
        "## Changes by method",
        "",
        "The default, with its interval, then the estimate by each other method.",
        "",
    )
    yield from (f"| item | default | {record['level']:.0%} interval | " + " | ".join(NAMES.values()) + " |",)
    yield "| --- |" + " ---: |" * (2 + len(NAMES))
    for item in _changing(record):
        others = [item["other_methods"].get(name, {}).get("change") for name in NAMES]
        cells = [figure(item["change"], "value"), interval(item["change"]), *(figure(o, "value") for o in others)]
        yield f"| {clean_text(item['label'])} | " + " | ".join(cells) + " |"
    yield ""


def _changing(record: Record) -> list[Record]:
    return [item for item in record["items"] if item["parameter_change"]]


def _moved(record: Record) -> Iterator[str]:
    yield from ("## If the people lost differ from what the others lead one to expect", "")
    yield (
        "Imputed counts and hours are multiplied by a factor, imputed scores shifted by standard deviations. The last "
        "two columns say at which movement the interval first holds 0, and where the estimate itself is 0."
    )
    yield from ("", "| item | moved by: change | unclear at | zero at |", "| --- | --- | ---: | ---: |")
    for item in _changing(record):
        moved = item["moved"]
        changes = "; ".join(f"{c['by']:g}: {figure(c, 'value')} ({interval(c)})" for c in moved["changes"])
        ends = ["" if moved[key] is None else f"{moved[key]:.2f}" for key in ("unclear", "vanishes")]
        yield f"| {clean_text(item['label'])} | {changes} | {ends[0]} | {ends[1]} |"
    yield ""


def _lost(record: Record) -> Iterator[str]:
    yield from (
        "## Who was lost",
        "",
        "Of people who answered before; the difference is in shares, or in SDs of answers.",
        "",
    )
    yield from ("| | kept | lost | difference | interval |", "| --- |" + " ---: |" * 4)
    for line in record["attrition"]:
        shown = ["\\*" if line[key] is None else f"{line[key]:.2f}" for key in ("kept", "lost")]
        gap = line["difference"]
        yield f"| {clean_text(line['what'])} | {shown[0]} | {shown[1]} | {figure(gap, 'value')} | {interval(gap)} |"
    yield ""


def _groups(record: Record) -> Iterator[str]:
    if not record["groups"]:
        return
    yield from ("## Changes by subgroup and role", "", "Differences between them are associations, not effects.", "")
    heads = [f"{clean_text(g['column'])}: {clean_text(g['word'])} ({g['people']})" for g in record["groups"]]
    yield from ("| item | " + " | ".join(heads) + " |", "| --- |" + " ---: |" * len(heads))
    for item in _changing(record):
        key = item["item"].split(".", 1)[1]
        cells = [f"{figure(g['changes'][key], 'value')} ({interval(g['changes'][key])})" for g in record["groups"]]
        yield f"| {clean_text(item['label'])} | " + " | ".join(cells) + " |"
    yield ""


def _spread(record: Record) -> Iterator[str]:
    spread = [item for item in record["items"] if item["sd"] is not None or item["correlation"] is not None]
    if not spread:
        return
    yield from ("## Spread of scores", "", "Between people before, and the correlation of before with follow-up.", "")
    yield from ("| item | SD | interval | correlation | interval |", "| --- |" + " ---: |" * 4)
    for item in spread:
        cells = [text for key in ("sd", "correlation") for text in (figure(item[key], "value"), interval(item[key]))]
        yield f"| {clean_text(item['label'])} | " + " | ".join(cells) + " |"
    yield ""


def _engagement(record: Record) -> Iterator[str]:
    register = record["engagement"]
    if register is None:
        return
    yield from ("## Sessions attended", "")
    yield (
        f"Of {register['people']} people in the register, over {register['weeks']} weeks; a week without an entry is "
        "one of no sessions. The mean falls by the same ratio every month, as in the model."
    )
    yield from ("", "| | estimate | interval |", "| --- | ---: | ---: |")
    words = {"sessions_month_1": "Sessions a person in the first month", "monthly_ratio": "Use over the month before"}
    for name, text in words.items():
        yield f"| {text} | {figure(register[name], 'value')} | {interval(register[name])} |"
    yield ""


def _claim(record: Record) -> Iterator[str]:
    claim = record["causal_claim"]
    if claim is None:
        return
    yield from ("## One-way and two-way members: a claim", "")
    yield f"The plan claims that the difference is an effect, for this reason: {clean_text(claim['reason'])}"
    if claim["effect"] is None:
        yield f"It does not enter the parameters: {claim['why_not']}."
    else:
        shown = f"{figure(claim['effect'], 'value')} ({interval(claim['effect'])})"
        yield (
            f"Over all items in standard deviations, members who only receive changed {shown} times as much as members "
            f"who give and receive. That is `{claim['parameter']}` in the parameters, graded as elicited: its size is "
            "from the questionnaires, that it is an effect is a judgement."
        )
    yield ""


def _dose(record: Record) -> Iterator[str]:
    slopes = record["dose"]["per_session"]
    if not slopes:
        return
    yield from ("## Sessions and change: an association", "", record["dose"]["note"], "")
    yield from ("| item | change for each further session | interval |", "| --- | ---: | ---: |")
    for item in _changing(record):
        slope = slopes[item["item"].split(".", 1)[1]]
        yield f"| {clean_text(item['label'])} | {figure(slope, 'value')} | {interval(slope)} |"
    yield ""
