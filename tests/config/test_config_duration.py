import pytest
from hypothesis import given
from hypothesis import strategies as st

from steadymesh.config import format_duration, parse_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("15s", 15), ("2m", 120), ("1h30m", 5400), ("500ms", 0.5), ("0", 0), ("0s", 0), ("2.2s", 2.2), ("1d", 86_400),
        (" 1h 30m ", 5400), ("1m500ms", 60.5), (0, 0), (0.0, 0), ("1d2h3m4s5ms", 93_784.005),
    ],
)  # fmt: skip
def test_durations_as_people_write_them(text, seconds):
    assert parse_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["15", "2.5", 15, 2.5, "-3", "+3"])
def test_a_bare_number_is_asked_for_its_unit(text):
    with pytest.raises(ValueError, match="without a unit"):
        parse_duration(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "s", "15 seconds", "-3s", "1s2m", "3s3s", "1e3s", "٣s", "1.s", None, True, [], "9" * 40 + "s", "15S"],
)
def test_what_is_no_duration_is_told_what_is_one(text):
    with pytest.raises(ValueError, match="500ms, 15s, 2m or 1h30m"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0"), (0.5, "500ms"), (2.2, "2.2s"), (15, "15s"), (120, "2m"), (150, "2m30s"), (5400, "1h30m"), (86_400, "1d"),
        (62.5, "1m2.5s"), (604_800, "7d"), (0.0001, "0"),
    ],
)  # fmt: skip
def test_durations_are_shown_in_their_largest_units(seconds, text):
    assert format_duration(seconds) == text


@given(st.integers(min_value=0, max_value=10_000_000_000))
def test_what_is_shown_can_be_read_again(milliseconds):
    assert parse_duration(format_duration(milliseconds / 1000)) == pytest.approx(milliseconds / 1000)
