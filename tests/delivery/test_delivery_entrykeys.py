import pytest

from delivery.delivery_kit import START
from steadymesh import words
from steadymesh.delivery import entrykeys
from steadymesh.errors import UsageError
from steadymesh.ids import PacketId


def test_our_own_keys_are_told_from_chosen_ones():
    ours = entrykeys.make(START, PacketId(0xAB))
    assert ours == "20260701T120000-000000ab"
    assert not entrykeys.is_chosen(ours)
    assert entrykeys.is_chosen("mail:17")
    assert entrykeys.is_chosen(f"{ours}x")


@pytest.mark.parametrize(
    "key", ["a", "7", "mail:17/2", "A" * 64, "x~!\"#$%&'()*+,-./;<=>?@[\\]^_`{|}", "20260701T120000"]
)
def test_these_may_be_chosen(key):
    entrykeys.check(key)


@pytest.mark.parametrize(
    "key",
    ["", "A" * 65, "-a", " a", "a b", "a\n", "é", "a\u200b", "a\0", "a\x7f", "_a", "20260701T120000-000000ab"],
)
def test_these_may_not(key):
    with pytest.raises(UsageError, match="That can't be the key of a message") as caught:
        entrykeys.check(key)
    assert words.tell(caught.value.told, "en") == str(caught.value)
    assert "la clé d'un message" in words.tell(caught.value.told, "fr")
