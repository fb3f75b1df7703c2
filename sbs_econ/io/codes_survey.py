"""What the codes E701 to E721 mean: tables of questionnaires, codebooks, plans, and what may be shown."""

from __future__ import annotations

CASES: dict[str, tuple[str, str, str, str]] = {
    "E701": (
        "Not a table in UTF-8",
        "Tables are CSV files in UTF-8, with or without a byte order mark. Workbooks, UTF-16 and files with control "
        "characters are refused before anything is read from them.",
        "people.xlsx renamed to people.csv",
        "Excel: Save as, CSV UTF-8",
    ),
    "E702": (
        "Column that would identify people",
        "Names, postcodes, addresses, NHS numbers, dates of birth, telephone numbers and e-mail addresses stop the run "
        "before any row is read. The column is named by its place. A pid must mean nothing outside the study.",
        "pid,group_id,postcode",
        "pid,group_id",
    ),
    "E703": (
        "Column that is missing, unknown or there twice",
        "Only columns that the format or the codebook knows are read. An unknown column is named by its place, because "
        "a file without a header has somebody's answers there.",
        "pid,group_id,remarks",
        "pid,group_id,tenure (with tenure under columns: of the codebook)",
    ),
    "E704": (
        "Row of another length",
        "Every row has a cell for every column. Cells that hold the delimiter need quotation marks.",
        "p1,start,gp_consultation,1",
        "p1,start,gp_consultation,1,3",
    ),
    "E705": (
        "Cell that is not a number",
        "Numbers are plain: no thousands separators, units or words. An empty cell is a missing answer. Decimal commas "
        "are read where --decimal , says that the whole survey has them.",
        "1,200",
        "1200",
    ),
    "E706": (
        "Cell that a spreadsheet changed",
        "A date or a time where a number belongs (1-2 becomes 1 February), a long id in exponents, or a date that is "
        "not of the form YYYY-MM-DD. The questionnaire itself says what stood there.",
        "02-Jan",
        "1",
    ),
    "E707": (
        "Person unknown, or there twice",
        "Each person has one row in people and one answer to each question of a wave; every other table speaks only of "
        "people who are in people.",
        "p7 in services, but not in people",
        "p7 in both",
    ),
    "E708": (
        "Waves or dates out of order",
        "A later wave is dated after an earlier one, and withdrawal after the start.",
        "start 2026-03-01, six_months 2026-02-01",
        "start 2026-03-01, six_months 2026-09-01",
    ),
    "E709": (
        "Answer that cannot be",
        "Negative counts, counts that are not whole, contacts of a service that was not used or of no minutes, scores "
        "outside their scale, shares that are neither 0 nor 1.",
        "used 0, contacts 3",
        "used 1, contacts 3",
    ),
    "E710": (
        "Group in two areas",
        "A group meets in one area.",
        "g1 in a1 and in a2",
        "g1 in a1, g1b in a2",
    ),
    "E711": (
        "Sessions after withdrawal",
        "Nobody attends after leaving: the week or the date of withdrawal is wrong.",
        "withdrawal in week 10, sessions in week 12",
        "sessions up to week 10",
    ),
    "E712": (
        "Too few clusters",
        "Whole groups are resampled, which needs at least 10 of them; with fewer than 24 a warning says that intervals "
        "may be too narrow. Areas are usually too few.",
        "cluster: area_id with nine areas",
        "cluster: group_id with 48 groups",
    ),
    "E713": (
        "Too much missing",
        "An item of which more is missing at follow-up than accept_missing in the plan (0.6) says next to nothing.",
        "70 % of answers missing",
        "leave the item out of the codebook, or accept_missing: 0.75 with a reason in its label",
    ),
    "E714": (
        "Codebook or plan that does not fit",
        "Services and outcomes have the keys of the parameters; waves and columns that the plan names are in the "
        "codebook.",
        "follow_up: 6_months where the codebook has six_months",
        "follow_up: six_months",
    ),
    "E715": (
        "Comparison group that is not there",
        "The words of comparison: in the plan are those that stand in its column, for at least eight people each.",
        "comparison: waiting, where the column holds waiting_list",
        "comparison: waiting_list",
    ),
    "E716": (
        "Table, codebook or plan missing",
        "fit needs people.csv and answers (or wide.csv), codebook.yaml and plan.yaml. The plan is written before the "
        "data are read; its hash is recorded.",
        "a folder with tables only",
        "the tables, codebook.yaml and plan.yaml",
    ),
    "E717": (
        "Edited by hand",
        "fit --force writes anew only what fit wrote. A file that was edited or added since is never overwritten.",
        "sbs-econ fit survey --out fitted --force, after editing fitted/parameters",
        "sbs-econ fit survey --out fitted_2; sbs-econ diff fitted/scenarios/fitted.yaml fitted_2/scenarios/fitted.yaml",
    ),
    "E718": (
        "Disclosure control off without confirmation",
        "--no-disclosure-control shows exact counts of people, and every output says so. It needs --confirm with the "
        "words that the message gives.",
        "--no-disclosure-control",
        '--no-disclosure-control --confirm "exact counts stay in the study team"',
    ),
    "E719": (
        "Answer that is hardly plausible",
        "More than the codebook's plausible_max. A warning: the answer is kept, because leaving it out would bias the "
        "mean.",
        "contacts 400 with plausible_max: 200",
        "400, if the questionnaire says so",
    ),
    "E720": (
        "Item that rests on a few people",
        "Of 1 to 7 people who have any at all, a mean would tell what each of them said. A warning: the item keeps the "
        "figures of the parameters.",
        "police_contact, of three people",
        "leave the item out of the codebook",
    ),
    "E721": (
        "Causal claim about roles that are not told",
        "causal_claim in a plan lets the difference between members who give and receive, and those who only receive, "
        "into the parameters. The table of people has to say in its column role who is which, and each has to hold for "
        "at least 8 people.",
        "causal_claim: {assumed: true, reason: ...} without a column role",
        "role: two_way or one_way for each person, or a plan without causal_claim",
    ),
}
