"""What must hold of the radio's flash, of favourites, of everybody's air and of keys, watched as it happens.

It reads what the client asks of the simulated radio, and what the radio's own counters say. How messages end is
`keyends`' part.
"""

from __future__ import annotations

from collections import deque

from keyends import Ends
from keystage import TABLE, Crowd, Person, Stage
from steadymesh.app.house import House
from steadymesh.bus import Subscription
from steadymesh.events import Delivered, NodeSeen, SessionLost, TextReceived
from steadymesh.ids import BROADCAST, NodeNum, PacketId
from steadymesh.wire import pb

HOUR_S = 3600.0
DAY_S = 24 * HOUR_S
NEVER = -1e9
ANSWERED_S = 20.0
"""Whoever has not answered by then won't."""

CAP = TABLE // 4
"""Favourites of ours."""


class Rate:
    """Acts, and how many there were at most in any hour and any day."""

    def __init__(self) -> None:
        self.count = self.an_hour = self.a_day = 0
        self._times: deque[float] = deque()

    def note(self, now: float) -> None:
        self.count += 1
        self._times.append(now)
        while now - self._times[0] >= DAY_S:
            self._times.popleft()
        self.an_hour = max(self.an_hour, sum(now - at < HOUR_S for at in self._times))
        self.a_day = max(self.a_day, len(self._times))

    def __str__(self) -> str:
        return f"{self.count} (at most {self.an_hour} an hour, {self.a_day} a day)"


class Watch:
    """Finds what is wrong; says it in `problems`."""

    def __init__(self, stage: Stage, crowd: Crowd) -> None:
        self.stage = stage
        self.crowd = crowd
        self.problems: list[str] = []
        self.pushes, self.removed, self.asks = Rate(), Rate(), Rate()
        self.most_ours = 0
        self.ends = Ends(stage, crowd, self.problem)
        self.exchanged: dict[NodeNum, tuple[float, bytes]] = {}
        """When the house last read a message of a node's under its current key, and that key."""
        self.heard: set[tuple[NodeNum, bytes]] = set()
        """Keys that came in, and under which number."""
        self._asked: dict[NodeNum, float] = {}
        self._flying: dict[PacketId, float] = {}
        """Texts on the air, or whose recipient has not answered."""
        self._told: deque[tuple[float, NodeNum, bytes]] = deque()
        self._news: Subscription | None = None
        self._tap()
        crowd.on_told = lambda num, key: self._told.append((stage.clock.now(), num, key))
        stage.on_life = self._follow

    def problem(self, what: str) -> None:
        self.problems.append(f"{self.stage.clock.now() / HOUR_S:.2f} h: {what}")

    # --- what the client asks of the radio ------------------------------------------------

    def _tap(self) -> None:
        radio = self.stage.radio
        send, put, transmit = radio.router.send, radio.nodes.put_contact, radio.ether.transmit
        tell = radio.outlet.put_packet

        def sending(packet) -> None:
            port, to = packet.decoded.portnum, NodeNum(packet.to)
            if to == radio.num and port == pb.PortNum.ADMIN_APP:
                message = pb.AdminMessage.FromString(packet.decoded.payload)
                if message.WhichOneof("payload_variant") == "remove_favorite_node":
                    self._removing(NodeNum(message.remove_favorite_node))
            elif to != BROADCAST and port == pb.PortNum.NODEINFO_APP:
                self._asking(to)
            elif to != BROADCAST and port == pb.PortNum.TEXT_MESSAGE_APP:
                self.ends.handed(packet)
            send(packet)
            self._check_lost()

        def putting(contact, **more) -> None:
            before = radio.flash_writes
            put(contact, **more)
            self._pushed(contact, writes=radio.flash_writes - before)

        def transmitting(packet, sealed) -> None:
            if packet.to != BROADCAST and packet.decoded.portnum == pb.PortNum.TEXT_MESSAGE_APP:
                self._sealed(NodeNum(packet.to), sealed)
                self._flying[packet.id] = self.stage.clock.now()
            transmit(packet, sealed)

        def telling(packet) -> None:
            if packet.decoded.portnum == pb.PortNum.ROUTING_APP:
                self._verdict(packet)
            tell(packet)

        radio.router.send, radio.nodes.put_contact, radio.ether.transmit = sending, putting, transmitting
        radio.outlet.put_packet = telling

    def _pushed(self, contact, *, writes: int) -> None:
        num, key = NodeNum(contact.node_num), bytes(contact.user.public_key)
        self.pushes.note(self.stage.clock.now())
        if writes > 1 or self.pushes.an_hour > 6 or self.pushes.a_day > 30:
            self.problem(f"pushed {self.pushes}, the last one with {writes} flash writes")
        if key in self.crowd.false_keys:
            self.problem(f"a false key was pushed for !{num:08x}")
        if num in self.crowd.pinned and key != self.crowd.pinned[num]:
            self.problem(f"!{num:08x}, which is verified, was given another key")
        self.check_favorites()

    def _removing(self, num: NodeNum) -> None:
        radio, now = self.stage.radio, self.stage.clock.now()
        self.removed.note(now)
        if num in self.crowd.favorites:
            self.problem(f"a favourite of the user's, !{num:08x}, was removed")
        if not radio.profile.resets_lora:
            return
        if self.removed.a_day > 4:
            self.problem(f"favourites removed: {self.removed}")
        if any(now - at < ANSWERED_S for at in self._flying.values()):
            self.problem("a favourite was removed while a text was on its way")

    def _check_lost(self) -> None:
        lost = self.stage.radio.ether.lost
        if any(packet_id in self.ends.attempts for packet_id in lost):
            self.problem("a text was on the air when the LoRa chip was started anew")
        lost.clear()

    def _verdict(self, packet) -> None:
        """Note that a text is not on its way any more, unless a neighbour has only passed it on."""
        is_relayed = getattr(packet, "from") == self.stage.radio.num
        if not is_relayed or pb.Routing.FromString(packet.decoded.payload).error_reason:
            self._flying.pop(packet.decoded.request_id, None)

    def _asking(self, to: NodeNum) -> None:
        now = self.stage.clock.now()
        self.asks.note(now)
        if self.asks.an_hour > 4 or now - self._asked.get(to, NEVER) < 26 * HOUR_S:
            self.problem(f"!{to:08x} was asked; {self.asks}; last {self._asked.get(to, NEVER) / HOUR_S:.1f} h")
        self._asked[to] = now

    def _sealed(self, to: NodeNum, sealed: bytes | None) -> None:
        """Look at the key with which a direct message goes on the air."""
        key, held = self.stage.radio.nodes.key_of(to), self.stage.house.keys.book.held(to)
        if sealed is None:
            self.problem("a direct message went out under the channel's key")
        if held is not None and key == held.key.raw:
            self.problem(f"encrypted to the held key of !{to:08x} ({held.reason})")
        if key in self.crowd.false_keys:
            self.problem(f"encrypted to a false key of !{to:08x}")
        if key != self.crowd.pinned.get(to, key):
            self.problem(f"not encrypted to the verified key of !{to:08x}")

    # --- what the house says --------------------------------------------------------------

    def _follow(self, house: House) -> None:
        """Listen to a new house, from its first moment."""
        self._news = house.bus.subscribe("soak", (Delivered, NodeSeen, SessionLost, TextReceived), size=100_000)
        self.stage.group.create_task(self._listen(self._news), name="soak")

    async def _listen(self, news: Subscription) -> None:
        """Take news at once, while what they say is to be compared with what is; until the next life."""
        while news is self._news:
            await news.wait()
            self._take(news)

    def end_life(self) -> None:
        """Take what the house said at last, and let it go."""
        news, self._news = self._news, None
        if news is not None:
            self._take(news)
            news.offer(SessionLost(generation=0, reason="", ready_seconds=0, now=self.stage.clock.now()))

    def _take(self, news: Subscription) -> None:
        self.ends.take_reads()
        for event in news.take_all():
            match event:
                case Delivered(entry=entry):
                    self.ends.ended(entry)
                case NodeSeen(node=node, told_key=key) if key is not None:
                    self.heard.add((node.num, key.raw))
                case TextReceived(message=message) if message.public_key is not None:
                    known = self.stage.house.keys.book.get(message.sender)
                    if known is not None and known.key == message.public_key:
                        self.exchanged[message.sender] = (event.now, known.key.raw)
                case SessionLost():
                    self.ends.trouble()

    def is_protected(self, person: Person) -> bool:
        """Whether their key must not be replaced by what somebody tells: one has a person's word or mark, or is in use."""
        num, key = person.peer.num, person.peer.public_key
        if num in self.crowd.pinned or num in self.crowd.favorites:
            return True
        at, used = self.exchanged.get(num, (NEVER, b""))
        known = self.stage.house.keys.book.get(num)
        is_recent = self.stage.clock.now() - at < 20 * HOUR_S
        return is_recent and used == key and known is not None and known.key.raw == key

    # --- from time to time ----------------------------------------------------------------

    def check_favorites(self) -> None:
        """The user's own are as they were; ours are few."""
        nodes = self.stage.radio.nodes
        marked = {record.num for record in nodes.others() if record.is_favorite}
        ours = len(marked - set(self.crowd.favorites))
        self.most_ours = max(self.most_ours, ours)
        if ours > CAP:
            self.problem(f"{ours} favourites of ours")
        for num, user in self.crowd.favorites.items():
            record = nodes.get(num)
            if record is None or not record.is_favorite or record.user.SerializeToString() != user:
                self.problem(f"the user's favourite !{num:08x} is another one: {record}")

    def check_keys(self) -> None:
        """Verified keys are what they were; what went out while the link stood was heard."""
        book, now = self.stage.house.keys.book, self.stage.clock.now()
        for num, key in self.crowd.pinned.items():
            known = book.get(num)
            if known is None or known.key.raw != key:
                self.problem(f"the verified key of !{num:08x} is another one: {known}")
        while self._told and self._told[0][0] < now - 60:
            at, num, key = self._told.popleft()
            if (num, key) not in self.heard and not self.ends.was_trouble(at - 300):
                self.problem(f"the key of !{num:08x} went by unheard")

    async def check_end(self) -> None:
        """Nothing is open, twice or lost."""
        self.ends.check_end()
        kept = {(binding.node, binding.key.raw) for binding in await self.stage.store.keys.load_keys()}
        for num, _ in self.heard - kept:
            self.problem(f"a key of !{num:08x} was heard and is not kept")
