from steadymesh.bot.leftovers import KEPT_S, Leftover, Leftovers

PRIVATE = Leftover(text="and so on", number=4, is_public=False)
PUBLIC = Leftover(text="and so on", number=4, is_public=True)


def test_what_is_left_is_given_out_once():
    leftovers = Leftovers()
    assert leftovers.take(1, 0.0, public=False) is None
    leftovers.keep(1, PRIVATE, 0.0)
    assert leftovers.take(2, 0.0, public=False) is None
    assert leftovers.take(1, 1.0, public=False) == PRIVATE
    assert leftovers.take(1, 1.0, public=False) is None


def test_the_later_leftover_replaces_the_earlier():
    leftovers = Leftovers()
    leftovers.keep(1, PRIVATE, 0.0)
    leftovers.keep(1, PUBLIC, KEPT_S)
    assert leftovers.take(1, KEPT_S + 1, public=False) == PUBLIC


def test_what_was_said_to_a_person_is_never_continued_on_a_channel():
    leftovers = Leftovers()
    leftovers.keep(1, PRIVATE, 0.0)
    assert leftovers.take(1, 0.0, public=True) is None
    assert leftovers.take(1, 0.0, public=False) == PRIVATE
    leftovers.keep(1, PUBLIC, 0.0)
    assert leftovers.take(1, 0.0, public=True) == PUBLIC


def test_it_is_kept_for_half_an_hour():
    leftovers = Leftovers()
    leftovers.keep(1, PRIVATE, 0.0)
    leftovers.keep(2, PRIVATE, 0.0)
    assert leftovers.take(1, KEPT_S - 1, public=False) == PRIVATE
    assert leftovers.take(2, KEPT_S, public=False) is None
    assert not leftovers._kept


def test_the_oldest_goes_when_the_memory_is_full():
    leftovers = Leftovers(size=2)
    for person in (1, 2, 1, 3):
        leftovers.keep(person, PRIVATE, 0.0)
    assert leftovers._kept.keys() == {1, 3}
