"""What the operator reads (CONTRACT B), in both languages."""

import pytest

from steadymesh import words
from steadymesh.link.target import Target

FRENCH = [
    (
        "link-reconnecting",
        {"number": 1, "attempt": 1, "address": Target(host="192.168.1.38").address},
        "🔄 Reconnexion TCP #1 à 192.168.1.38:4403...",
    ),
    ("link-closing-old", {"generation": 1}, "🔄 Fermeture ancienne interface TCP..."),
    ("link-closed", {"generation": 1}, "✅ Ancienne interface TCP fermée"),
    ("link-waiting", {"delay_s": 15.0, "attempt": 1}, "⏳ Attente nettoyage (15s) - tentative 1..."),
    ("link-opening", {"generation": 2}, "🔧 Création nouvelle interface TCP..."),
    ("link-settling", {"settle_s": 3.0}, "⏳ Stabilisation nouvelle interface (3s)..."),
    ("link-connected", {"host": "192.168.1.38", "port": 4403}, "✅ Socket connecté à ('192.168.1.38', 4403)"),
    ("link-reconnected", {"away_s": 18.2, "attempts": 1}, "✅ Reconnexion TCP réussie (background)"),
]


@pytest.mark.parametrize(("event", "fields", "sentence"), FRENCH)
def test_the_french_sentence_is_the_one_agreed(event, fields, sentence):
    assert words.render(event, fields, "fr") == sentence


def link_ids(language: str) -> set[str]:
    ours = {"link-away", "link-back"}  # the alerts' own
    return {name for name in words.message_ids(language) if name.startswith("link-")} - ours


def test_both_languages_know_the_same_lines():
    assert link_ids("fr") == link_ids("en")


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_contended_link_names_the_other_client_and_the_way_back(language):
    sentence = words.render("link-contended", {"yield_min": 2.0}, language)
    assert "bot" in sentence
    assert "steadymesh link take" in sentence
    assert "2 min" in sentence


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("fr", ("stabilité du nœud", "réseau", "fréquence des reconnexions", "autre client", 'link.preset = "gentle"')),
        ("en", ("node's stability", "network", "how often it reconnects", "another TCP client", "gentle")),
    ],
)
def test_repeated_loss_names_what_to_check(language, parts):
    sentence = words.render("link-unstable", {"losses": 3, "minutes": 15}, language)
    assert [part for part in parts if part not in sentence] == []


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("reason", ["resolve", "connect", "handshake", "closed", "probe", "defect"])
def test_every_reason_has_words(language, reason):
    events = ["link-attempt-failed"] if reason in ("resolve", "connect") else ["link-attempt-failed", "link-lost"]
    for event in events:
        sentence = words.render(event, {"reason": reason, "detail": "X.", "attempt": 1, "ready_s": 1.5}, language)
        assert f"({reason})" not in sentence
        assert "X." in sentence
