from steadymesh.bot.memory import OncePerPerson, RecentPackets


def test_a_copy_is_told_from_news_by_sender_and_id():
    recent = RecentPackets()
    assert [recent.seen_before(1, 7), recent.seen_before(1, 7), recent.seen_before(2, 7)] == [False, True, False]


def test_packets_are_forgotten_when_the_memory_is_full():
    recent = RecentPackets(size=2)
    for packet in (1, 2, 3):
        recent.seen_before(1, packet)
    assert len(recent._seen) == 2
    assert recent.seen_before(1, 3)
    assert not recent.seen_before(1, 1)


def test_once_a_person_in_the_interval():
    once = OncePerPerson(10.0)
    assert once.allow(1, 0.0)
    assert not once.allow(1, 9.9)
    assert once.allow(2, 9.9)
    assert once.allow(1, 10.0)
    assert not once.allow(1, 19.9)


def test_people_are_forgotten_when_the_memory_is_full():
    once = OncePerPerson(10.0, size=2)
    for person in (1, 2, 3):
        once.allow(person, 0.0)
    assert len(once._last) == 2
    assert not once.allow(3, 1.0)
    assert once.allow(1, 1.0)
