"""A unit's file of variables, read as systemd reads it."""

import os

import pytest

from steadymesh.app.environmentfile import parse_environment, read_environment


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A=b", "b"),
        ("  A = b c \t\n", "b c"),
        ("A=\n", ""),
        ("A=1\nA=2\n", "2"),
        ('A="b c" \n', "b c"),
        ("A='b \\n c'", "b \\n c"),
        ('A="a\\"b\\\\c\\$d\\e"', 'a"b\\c$d\\e'),
        ("A='a'  \"b\"\n", "ab"),
        ('A=["x", "y"]\n', '["x", "y"]'),
        ("A=b\\\nc\n", "bc"),
        ("A=b\\\\c\n", "b\\c"),
        ('A="b\nc"\n', "b\nc"),
        ('A="b\\\nc"\n', "bc"),
        ("# A=1\n; A=2\nnothing\nA=3 # no comment\n", "3 # no comment"),
        ("A=b\r\n", "b"),
    ],
)
def test_a_value_is_what_systemd_makes_of_it(text, value):
    assert parse_environment(text) == {"A": value}


def test_what_sets_nothing_sets_nothing():
    assert parse_environment("\n\n#\n=x\nword\n") == {}


def test_a_file_that_is_missing_or_no_file_sets_nothing(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name in ("none", "pipe", "."):
        assert read_environment(tmp_path / name) == {}
