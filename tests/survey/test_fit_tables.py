"""Every bad table gives its message, by row and never by value."""

import pytest

SECRET = "Zebedee"


def refused(sbs, survey, code, *words):
    said = sbs("fit", survey, "--dry-run", "-q")
    assert said.code == 2, said.all
    assert code in said.err
    for word in words:
        assert word in said.err
    assert SECRET not in said.all
    return said.err


def rewrite(survey, name, change):
    path = survey / f"{name}.csv"
    path.write_bytes(change(path.read_bytes()))


@pytest.mark.parametrize(
    "column", ["name", "Surname", "postcode", "NHS number", "nhs_no", "date_of_birth", "dob", "E-mail", "Mobile phone"]
)
def test_identifiers_stop_the_run_before_any_row_is_read(sbs, survey, column):
    rewrite(survey, "people", lambda raw: raw.replace(b"sex", column.encode(), 1) + f"{SECRET},\xff".encode("latin-1"))
    text = (survey / "people.csv").read_bytes().replace(b"\xff", b"")
    (survey / "people.csv").write_bytes(text)
    refused(sbs, survey, "E702", "column 7", "no row has been read")


def test_pids_that_are_nhs_numbers(sbs, survey):
    def changed(raw):
        lines = raw.decode().split("\n")
        for i in range(1, 250):
            lines[i] = "9434765919" + lines[i][lines[i].index(",") :]
        return "\n".join(lines).encode()

    rewrite(survey, "people", changed)
    assert "9434765919" not in refused(sbs, survey, "E702", "NHS number")


@pytest.mark.parametrize(
    ("name", "row", "column", "value", "code", "words"),
    [
        ("services", 5, "contacts", "02-Jan", "E706", "spreadsheet"),
        ("services", 6, "contacts", "1.23E+15", "E706", "spreadsheet"),
        ("services", 7, "contacts", "3;5", "E705", "no number"),
        ("services", 7, "contacts", SECRET, "E705", "no number"),
        ("services", 8, "contacts", "N/A", "E705", "leave the cell empty"),
        ("services", 9, "contacts", "-2", "E709", "negative"),
        ("services", 9, "contacts", "2.5", "E709", "not whole"),
        ("services", 10, "used", "2", "E709", "neither 0 nor 1"),
        ("services", 11, "service", SECRET, "E714", "codebook does not know"),
        ("services", 11, "wave", SECRET, "E708", "codebook does not know"),
        ("services", 12, "pid", SECRET, "E707", "not in the table of people"),
        ("outcomes", 5, "score", "7", "E709", "neither 0 nor 1"),
        ("people", 9, "baseline_date", "01/02/2026", "E706", "YYYY-MM-DD"),
        ("people", 9, "baseline_date", "2026-02-31", "E706", "YYYY-MM-DD"),
        ("people", 10, "group_id", "", "E707", "empty"),
        ("dose", 4, "week", "1.5", "E709", "whole number"),
        ("dose", 4, "sessions", "-1", "E709", "negative"),
        ("visits", 4, "completed", SECRET, "E709", "completed"),
    ],
)
def test_cells(sbs, survey, edit, name, row, column, value, code, words):  # noqa: PLR0917
    edit(name, row, column, value)
    refused(sbs, survey, code, words, f"row {row}")


def test_used_zero_with_contacts(sbs, survey, edit):
    edit("services", 20, "used", "0")
    edit("services", 20, "contacts", "3")
    refused(sbs, survey, "E709", "not used", "row 20")


def test_minutes_zero_with_contacts(sbs, survey):
    def with_minutes(raw):
        lines = raw.decode().strip().split("\n")
        return "\n".join([lines[0] + ",minutes_per_contact", *(f"{line},0" for line in lines[1:])]).encode()

    rewrite(survey, "services", with_minutes)
    refused(sbs, survey, "E709", "no minutes")


def test_duplicate_people_and_answers(sbs, survey):
    for name in ("people", "services"):
        rewrite(survey, name, lambda raw: raw + raw.split(b"\n")[4] + b"\n")
    err = refused(sbs, survey, "E707", "earlier row")
    assert err.count("E707") >= 2


def test_waves_out_of_order(sbs, survey, edit):
    lines = (survey / "visits.csv").read_text().split("\n")
    row = next(i for i, line in enumerate(lines, 1) if ",six_months,2" in line)
    edit("visits", row, "date", "2020-01-01")
    refused(sbs, survey, "E708", "before an earlier one", f"row {row}")


def test_group_in_two_areas(sbs, survey, edit):
    edit("people", 3, "area_id", "elsewhere")
    refused(sbs, survey, "E710", "two areas")


def test_sessions_after_withdrawal(sbs, survey):
    def withdrawn(raw):
        lines = raw.decode().strip().split("\n")
        return "\n".join([lines[0] + ",withdrawal_date", *(f"{line},2025-01-20" for line in lines[1:40])]).encode()

    rewrite(survey, "people", withdrawn)
    said = sbs("fit", survey, "--dry-run", "-q")
    assert said.code == 2
    assert "E711" in said.err


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (lambda raw: raw.decode().encode("utf-16"), "E701", "UTF-16"),
        (lambda raw: raw + "Zo\u00eb,g".encode("cp1252"), "E701", "not UTF-8"),
        (lambda raw: raw.replace(b"start", b"st\x00rt", 1), "E701", "control character"),
        (lambda raw: b"PK\x03\x04" + raw, "E701", "workbook"),
        (lambda raw: raw.replace(b"sex", b"age_band", 1), "E703", "earlier one"),
        (lambda raw: raw.replace(b"sex", SECRET.encode(), 1), "E703", "column 7"),
        (
            lambda raw: raw.replace(b"group_id", b"sex", 1).replace(b",sex", b",role", 2),
            "E703",
            "'group_id' is missing",
        ),
        (lambda raw: raw + b"x,y\n", "E704", "another number of cells"),
        (lambda raw: raw + b'"unclosed,y\n', "E704", "quotation"),
    ],
)
def test_files(sbs, survey, change, code, words):
    rewrite(survey, "people", change)
    refused(sbs, survey, code, words)


def test_everything_wrong_is_told_at_once(sbs, survey, edit):
    edit("services", 5, "contacts", "02-Jan")
    edit("outcomes", 7, "score", "-")
    edit("people", 10, "group_id", "")
    err = refused(sbs, survey, "E706", "E705")
    assert "E707" in err


def test_semicolons_decimal_commas_and_a_byte_order_mark_are_read(sbs, survey):
    for name in ("people", "visits", "services", "outcomes", "dose"):
        rewrite(survey, name, lambda raw: b"\xef\xbb\xbf" + raw.replace(b",", b";").replace(b".", b","))
    said = sbs("fit", survey, "--dry-run")
    assert said.code == 2
    assert "--decimal ," in said.err
    said = sbs("fit", survey, "--dry-run", "--decimal", ",")
    assert said.code == 0, said.err
    assert "semicolons" in said.err


def test_implausible_counts_are_told_and_kept(sbs, survey, edit):
    edit("services", 30, "used", "1")
    edit("services", 30, "contacts", "999")
    said = sbs("fit", survey, "--dry-run")
    assert said.code == 0
    assert "E719" in said.err
    assert "999" not in said.all


def test_missing_plan(sbs, survey):
    (survey / "plan.yaml").unlink()
    refused(sbs, survey, "E716", "before data are read")


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("plan.yaml", "follow_up: six_months", "follow_up: six_month", "E714"),
        ("plan.yaml", "subgroups: [ethnicity_group]", "subgroups: [ethnicty_group]", "E714"),
        ("plan.yaml", "cluster: group_id", "cluster: area_id", "E712"),
        ("plan.yaml", "replicates: 500", "replicate: 500", "E101"),
        ("codebook.yaml", "  gp_consultation:", "  gp_consultations:", "E714"),
        ("codebook.yaml", "  in_work: {}\n", "", "E714"),
        ("codebook.yaml", "columns:", "columns:\n  postcode: Where they live", "E702"),
    ],
)
def test_codebook_and_plan(sbs, survey, file, old, new, code):
    text = (survey / file).read_text()
    assert old in text
    (survey / file).write_text(text.replace(old, new))
    said = sbs("fit", survey, "-q")
    assert said.code == 2
    assert code in said.err


def test_too_much_missing(sbs, survey):
    def mostly_gone(raw):
        lines = raw.decode().split("\n")
        return "\n".join(
            line for i, line in enumerate(lines) if "six_months" not in line or "gp_cons" not in line or i % 9 == 0
        ).encode()

    rewrite(survey, "services", mostly_gone)
    said = sbs("fit", survey, "-q")
    assert said.code == 2
    assert "E713" in said.err
    assert "gp_consultation" in said.err


def test_blank_is_zero_only_where_the_codebook_says_so(sbs, survey, edit):
    for row in range(2, 20):
        edit("services", row, "used", "")
        edit("services", row, "contacts", "")
        edit("services", row, "missing_code", "")
    assert "read as 0" not in sbs("fit", survey, "--dry-run").err
    text = (survey / "codebook.yaml").read_text().replace("blank_means: missing", "blank_means: zero")
    (survey / "codebook.yaml").write_text(text)
    assert "20 blank cells are read as 0" in sbs("fit", survey, "--dry-run").err
