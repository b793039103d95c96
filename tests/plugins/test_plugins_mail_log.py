"""What the log says of a letter's end, in words of each language."""

import pytest

from steadymesh import words
from steadymesh.plugins.mail.letter import Reason

OUTCOMES = ("delivered", *(one.value for one in Reason))


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_how_a_letter_ended_is_told_in_words(outcome):
    said = {one: words.render("mail-ended", {"number": 2, "outcome": outcome}, one) for one in words.LANGUAGES}
    other = {one: words.render("mail-ended", {"number": 2, "outcome": "other"}, one) for one in words.LANGUAGES}
    assert len(set(said.values())) == len(words.LANGUAGES)
    assert all(said[one] != other[one] for one in words.LANGUAGES)
    assert outcome not in said["fr"]
    assert said["fr"].startswith("✉ Lettre 2 : ")


def test_what_was_taken_back_and_what_arrived_is_french_in_french():
    said = [words.render("mail-ended", {"number": 2, "outcome": one}, "fr") for one in ("taken-back", "delivered")]
    assert said == ["✉ Lettre 2 : reprise", "✉ Lettre 2 : remise"]
