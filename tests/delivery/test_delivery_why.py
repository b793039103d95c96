"""Every end that is no success has words, in both languages, and a form that fits one text."""

import pytest

from delivery.delivery_kit import PEER, START, entry
from steadymesh import words
from steadymesh.delivery.why import AIR_REASONS, CAUSES, KEY_REASONS, Party, cause_of, explain
from steadymesh.ids import BROADCAST
from steadymesh.model import Outcome, RoutingError, SendText

SHORT_BYTES = 200
LONGEST = Party(node=PEER, name="é" * 12, fingerprint="01234567", held="89abcdef", own="deadbeef")

REASONS = [
    *KEY_REASONS,
    *(error.name for error in RoutingError if error not in (RoutingError.NONE, RoutingError.UNKNOWN)),
    *(f"RES_{number}" for number in (32, 33, 34, 35)),
    "OUTBOX_FULL",
    "IMPOSSIBLE",
    "CANCELLED",
    "CANCELLED_LATE",
    "TO_OURSELVES",
    "UNKNOWN_4294967295",
]
ENDS = [
    *(entry(reason=reason, outcome=Outcome.REFUSED) for reason in REASONS),
    entry(outcome=Outcome.REFUSED, reason="SOMETHING_OF_A_LATER_RELEASE"),
    entry(outcome=Outcome.EXPIRED, reason="RADIO_OR_KEY", first_sent=START),
    *(entry(outcome=Outcome.EXPIRED, reason=reason) for reason in AIR_REASONS),
    entry(outcome=Outcome.EXPIRED, first_sent=START),
    entry(outcome=Outcome.EXPIRED),
    entry(outcome=Outcome.RELAYED, relayed=True),
]


def test_the_ends_have_a_cause_each_and_no_cause_is_without_an_end():
    assert {cause_of(end) for end in ENDS} == set(CAUSES)


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("end", ENDS, ids=lambda end: f"{end.outcome.value}-{end.reason}")
def test_every_end_says_what_happened_and_what_to_do(language, end):
    for party in (LONGEST, None):
        why = explain(end, party)
        for told in (why.what, why.remedy, why.short):
            assert words.has_own(told.sentence, language)
            text = words.tell(told, language)
            assert text.endswith((".", ")."))
            assert "$" not in text


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("end", ENDS, ids=lambda end: f"{end.outcome.value}-{end.reason}")
def test_every_short_form_fits_one_text(language, end):
    assert len(words.tell(explain(end, LONGEST).short, language).encode()) <= SHORT_BYTES


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_no_sentence_is_there_for_a_cause_that_does_not_exist(language):
    ids = {i for i in words.message_ids(language) if i.startswith("why-") and any(c.isupper() for c in i)}
    assert ids == {f for c in CAUSES for f in (f"why-{c}", f"why-{c}-remedy", f"why-short-{c}")}


def test_whose_key_it_is_and_which_is_named_by_fingerprints():
    def said(reason):
        return words.tell(explain(entry(reason=reason, outcome=Outcome.REFUSED), LONGEST).what)

    assert "89abcdef" in said("KEY_HELD")
    assert "01234567" in said("PEER_HAS_NEW_KEY")
    assert "deadbeef" in said("PEER_HAS_OUR_OLD_KEY")


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("reason", ["KEY_HELD", "PEER_HAS_NEW_KEY", "PEER_HAS_OUR_OLD_KEY"])
def test_a_fingerprint_that_is_not_known_is_left_out(reason, language):
    why = explain(entry(reason=reason, outcome=Outcome.REFUSED))
    for told in (why.what, why.short):
        assert "none" not in words.tell(told, language)
        assert "()" not in words.tell(told, language)


def test_whoever_has_no_name_is_named_by_number_and_everybody_by_the_channel():
    refused = {"reason": "MAX_RETRANSMIT", "outcome": Outcome.REFUSED}
    assert words.tell(explain(entry(**refused)).what).startswith("!11223344 ")
    to_all = entry(intent=SendText(to=BROADCAST, text="x"), **refused)
    assert words.tell(explain(to_all).what, "fr").startswith("le canal ")


def test_a_number_without_a_name_is_told():
    assert "(99)" in words.tell(explain(entry(reason="UNKNOWN_99", outcome=Outcome.REFUSED)).what)


@pytest.mark.parametrize("end", ENDS, ids=lambda end: f"{end.outcome.value}-{end.reason}")
def test_french_says_vous_and_no_name_stands_where_it_would_be_elided(end):
    why = explain(end, Party(node=PEER, name="Alice"))
    for told in (why.what, why.remedy, why.short):
        text = words.tell(told, "fr")
        assert "de Alice" not in text
        assert not {"tu", "tes", "ton", "ta", "réessaie", "échange"} & set(text.casefold().replace(".", " ").split())
