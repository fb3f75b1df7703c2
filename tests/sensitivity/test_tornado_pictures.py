"""Pictures: text as text, the same bytes, readable without colour."""

import re
from dataclasses import replace

import pytest
from shipped import inputs_of

from sbs_econ.analysis.one_way import groups_named, one_way
from sbs_econ.analysis.psa import Plan
from sbs_econ.analysis.two_way import two_way
from sbs_econ.reporting import style
from sbs_econ.reporting.figures_tornado import LOOKS, tornado_picture
from sbs_econ.reporting.figures_two_way import two_way_picture
from sbs_econ.reporting.sensitivity_text import input_words

PNG = b"\x89PNG\r\n\x1a\n"
AXES = (("service_use.acute_bed_day.change", None), ("service_use.cmht_contact.change", (0.3, 1.1)))


@pytest.fixture(scope="module")
def inputs():
    return inputs_of("base_case")


@pytest.fixture(scope="module")
def tornado(inputs):
    return one_way(inputs, ["nhs_pss"], groups_named(inputs, "evidence:"), Plan(500, 1))[0]


@pytest.fixture(scope="module")
def drawn(inputs, tornado):
    return tornado_picture(inputs, tornado, 8)


@pytest.fixture(scope="module")
def mapped(inputs):
    return two_way_picture(inputs, two_way(inputs, "nhs_pss", AXES, 15))


def words_of(picture):
    """The text elements of an SVG."""
    return re.findall(r"<text [^>]*>([^<]*)</text>", picture.svg.decode())


def luminance(colour):
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first, second):
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_a_tornado_says_everything_in_text(drawn, tornado):
    words = words_of(drawn)
    assert "Base case: £123,000 more" in words
    assert "break-even" in words
    assert "programme minus usual support (£, 2024/25 prices)" in " ".join(words)
    for bar in [bar for bar in tornado.bars[:8] if bar.kind == "quantity"]:
        assert bar.label.split(":")[0][:20] in " ".join(words)
        assert input_words(bar.low, bar.unit) in words
        assert input_words(bar.high, bar.unit) in words
    assert any("Evidence: illustrative" in each for each in words)


def test_titles_and_descriptions_are_in_the_files(drawn, mapped):
    for picture in (drawn, mapped):
        assert f"<title>{picture.title}</title>" in picture.svg.decode()
        assert picture.png.startswith(PNG)
        assert "£" in picture.description
        assert picture.description.encode("utf-8")[:40] in picture.svg


def test_bytes_are_the_same_whatever_the_users_settings(inputs, tornado, drawn, mapped):
    import matplotlib

    with matplotlib.rc_context({"font.size": 22, "axes.facecolor": "black", "svg.fonttype": "path"}):
        again = tornado_picture(inputs, tornado, 8)
        assert matplotlib.rcParams["font.size"] == 22
    assert (again.svg, again.png) == (drawn.svg, drawn.png)
    once_more = two_way_picture(inputs, two_way(inputs, "nhs_pss", AXES, 15))
    assert (once_more.svg, once_more.png) == (mapped.svg, mapped.png)
    for picture in (drawn, mapped):
        assert b"dc:date" not in picture.svg
        assert not re.search(rb"[Mm]atplotlib v?\d", picture.svg + picture.png)


def test_the_break_even_line_is_labelled(mapped):
    words = words_of(mapped)
    assert "break-even" in words
    assert any(each.startswith("Base case: £123,000") for each in words)
    assert any("The thick line is break-even." in each for each in words)


def test_no_line_no_label(inputs):
    axes = (("programme.members_per_group", None), ("unit_costs.acute_bed_day", None))
    picture = two_way_picture(inputs, two_way(inputs, "nhs_pss", axes, 9))
    assert "break-even" not in words_of(picture)
    assert "Nowhere in this range is there break-even." in picture.description


def test_flat_and_outside_grids_are_drawn(inputs):
    flat = two_way(inputs, "nhs_pss", (("employment.hourly_wage", None), ("employment.hours_per_week", None)), 5)
    assert two_way_picture(inputs, flat).png.startswith(PNG)
    outside = two_way(inputs, "nhs_pss", ((AXES[0][0], (0.9, 1.2)), (AXES[1][0], (1.0, 1.2))), 5)
    assert any("outside this range" in each for each in words_of(two_way_picture(inputs, outside)))


def test_an_empty_tornado_and_a_single_bar_are_drawn(inputs, tornado):
    for bars in ((), tornado.bars[:1]):
        assert tornado_picture(inputs, replace(tornado, bars=bars)).png.startswith(PNG)


def test_markup_in_labels_is_text(inputs, tornado):
    nasty = replace(tornado.bars[1], label="<script>alert(1)</script> $x^2$ & more")
    picture = tornado_picture(inputs, replace(tornado, bars=(nasty,)))
    assert b"<script>" not in picture.svg
    assert "$x^2$" in " ".join(words_of(picture))


def test_fills_are_told_apart_in_grey():
    fills = [LOOKS[key]["facecolor"] for key in ("low", "high", "group")]
    for first, second in ((0, 1), (1, 2), (0, 2)):
        assert contrast(fills[first], fills[second]) > 1.5
    assert len({LOOKS[key].get("hatch") for key in LOOKS}) == 3
    assert contrast(style.INK, "#FFFFFF") > 7
    assert contrast(LOOKS["low"]["edgecolor"], "#FFFFFF") > 3


def test_the_diverging_palette_rises_in_lightness():
    pytest.importorskip("matplotlib")
    from matplotlib.colors import to_hex

    palette = style.diverging()
    lightness = [luminance(to_hex(palette(i / 50))) for i in range(51)]
    assert lightness == sorted(lightness)
    assert lightness[-1] > 5 * lightness[0]


def test_no_text_is_smaller_than_the_smallest_size(drawn, mapped):
    for picture in (drawn, mapped):
        sizes = [float(size) for size in re.findall(r"font(?:-size)?: (?:\w+ )*([\d.]+)px", picture.svg.decode())]
        assert sizes
        assert min(sizes) >= min(style.SIZES.values())
