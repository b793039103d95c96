from botkit import ALICES_KEY
from steadymesh.bot.leftovers import KEPT_S, Leftover, Leftovers
from steadymesh.bot.proof import Person

PRIVATE = Leftover(text="and so on", number=4, is_public=False)
PUBLIC = Leftover(text="and so on", number=4, is_public=True)


def test_what_is_left_is_given_out_once():
    leftovers = Leftovers()
    assert leftovers.take(1, 0.0, public=False) is None
    leftovers.keep(Person(1), PRIVATE, 0.0)
    assert leftovers.take(2, 0.0, public=False) is None
    assert leftovers.take(1, 1.0, public=False) == PRIVATE
    assert leftovers.take(1, 1.0, public=False) is None


def test_the_later_leftover_replaces_the_earlier():
    leftovers = Leftovers()
    leftovers.keep(Person(1), PRIVATE, 0.0)
    leftovers.keep(Person(1), PUBLIC, KEPT_S)
    assert leftovers.take(1, KEPT_S + 1, public=False) == PUBLIC


def test_what_was_said_to_a_person_is_never_continued_on_a_channel():
    leftovers = Leftovers()
    leftovers.keep(Person(1), PRIVATE, 0.0)
    assert leftovers.take(1, 0.0, public=True) is None
    assert leftovers.take(1, 0.0, public=False) == PRIVATE
    leftovers.keep(Person(1), PUBLIC, 0.0)
    assert leftovers.take(1, 0.0, public=True) == PUBLIC


def test_it_is_kept_for_half_an_hour():
    leftovers = Leftovers()
    leftovers.keep(Person(1), PRIVATE, 0.0)
    leftovers.keep(Person(2), PRIVATE, 0.0)
    assert leftovers.take(1, KEPT_S - 1, public=False) == PRIVATE
    assert leftovers.take(2, KEPT_S, public=False) is None
    assert not leftovers._kept


def test_the_oldest_goes_when_the_memory_is_full():
    leftovers = Leftovers(size=2)
    for person in (1, 2, 1, 3):
        leftovers.keep(Person(person), PRIVATE, 0.0)
    assert leftovers._kept.keys() == {Person(1), Person(3)}


PROVED = Person(1, is_proved=True, key=ALICES_KEY)


def test_what_is_asked_under_somebodys_number_replaces_nothing_of_theirs():
    leftovers = Leftovers()
    leftovers.keep(PROVED, PRIVATE, 0.0)
    leftovers.keep(Person(1), PUBLIC, 1.0)
    assert leftovers.take(1, 2.0, public=False) == PUBLIC, "the newest of that number"
    assert leftovers.take(1, 2.0, public=False) == PRIVATE
    assert leftovers.take(1, 2.0, public=False) is None


def test_an_older_one_that_was_public_goes_on_where_a_private_one_must_not():
    leftovers = Leftovers()
    leftovers.keep(Person(1), PUBLIC, 0.0)
    leftovers.keep(PROVED, PRIVATE, 1.0)
    assert leftovers.take(1, 2.0, public=True) == PUBLIC
    assert leftovers.take(1, 2.0, public=True) is None
    assert leftovers.take(1, 2.0, public=False) == PRIVATE


def test_a_flood_of_numbers_pushes_out_nothing_that_is_proved():
    leftovers = Leftovers(size=2)
    leftovers.keep(PROVED, PRIVATE, 0.0)
    for number in range(2, 9):
        leftovers.keep(Person(number), PRIVATE, 1.0)
    assert leftovers._kept.keys() == {PROVED, Person(8)}
    for number in range(2, 9):
        leftovers.keep(Person(number, is_proved=True), PRIVATE, 2.0)
    assert leftovers._kept.keys() == {Person(7, is_proved=True), Person(8, is_proved=True)}
