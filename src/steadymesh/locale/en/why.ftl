# Why a message did not arrive: what happened, and what to do. The end of an id is the outbox entry's reason as it stands.
why-everybody = the channel

## Keys

why-KEY_UNKNOWN = Our radio lacks the public key of { $name }, and nobody has told us one yet: nothing can be encrypted for that node.
why-KEY_UNKNOWN-remedy = It comes with the node's next user info; steadymesh keys ask { $node } asks for it, its contact link can be imported.
why-KEY_HELD = { $name } shows a new key{ $held ->
    [none] {""}
   *[other] {" ("}{ $held })
}, and a person must decide whether it is really theirs: until then nothing is encrypted for that node.
why-KEY_HELD-remedy = Compare the fingerprint with { $name } by another way, then: steadymesh keys accept { $node }, or steadymesh keys reject { $node }.
why-KEY_REVOKED = The key that { $name } shows was revoked here: nothing is encrypted with it any more.
why-KEY_REVOKED-remedy = { $name } must make a new key and send its user info again.
why-PUSH_OFF = Our radio lacks the public key of { $name }, and keys.push = off forbids us to give it to it.
why-PUSH_OFF-remedy = Set keys.push = needed, or do it by hand: steadymesh keys push { $node }.
why-PUSH_MANAGED = Our radio lacks the public key of { $name }, and takes none from us: it is in managed mode.
why-PUSH_MANAGED-remedy = Turn security.is_managed off in the radio, or let whoever manages it add { $name } as a contact.
why-PUSH_ROLE = Our radio lacks the public key of { $name }, and as a router its node table is not written to unless you ask for it.
why-PUSH_ROLE-remedy = Set keys.push_on_router = true, or give the radio the role CLIENT.
why-PUSH_UNSUPPORTED = Our radio lacks the public key of { $name }, and its firmware (below 2.6.8) takes none from us.
why-PUSH_UNSUPPORTED-remedy = Update our radio's firmware; until then { $name } has to send its user info.
why-PUSH_BUDGET = Our radio lacks the public key of { $name }, and no more keys may be written to its flash for now.
why-PUSH_BUDGET-remedy = Send it again later today, or tomorrow: steadymesh status says what is left.
why-PUSH_BUSY = Our radio lacks the public key of { $name }, and there was no quiet moment to give it: too much was on its way.
why-PUSH_BUSY-remedy = Send it again when less is going on.
why-PUSH_TABLE_FULL = Our radio lacks the public key of { $name }, and its node table has no room for one more favourite of ours.
why-PUSH_TABLE_FULL-remedy = Take favourites that nobody needs out of the radio's list in the app.
why-PUSH_NO_EFFECT = The public key of { $name } was given to our radio without any effect: something between us swallows the order, or answers in the radio's place.
why-PUSH_NO_EFFECT-remedy = Connect to the radio itself (link.node), without a proxy in between.
why-PUSH_VERIFIED = Our radio keeps another key of { $name }: its entry is marked there as manually verified.
why-PUSH_VERIFIED-remedy = Compare the keys. If the new one is right: steadymesh keys verify { $node }; or remove { $name } from the radio's list in the app, or scan its QR code again.
why-PUSH_FAILED = Our radio lacks the public key of { $name }, and refused to take it.
why-PUSH_FAILED-remedy = Try it by hand with steadymesh keys push { $node }; if it is refused again, restart the radio.
why-PEER_HAS_NEW_KEY = { $name } could not decrypt it (6): it has a new key, and we still have an old one{ $fingerprint ->
    [none] {""}
   *[other] {" ("}{ $fingerprint })
}.
why-PEER_HAS_NEW_KEY-remedy = { $name } must exchange user info with this node, so that its new key is heard here.
why-PEER_HAS_OUR_OLD_KEY = { $name } could not decrypt it (6): it still has an old key of this node{ $own ->
    [none] {""}
   *[other] {", whose key is "}{ $own } now
}.
why-PEER_HAS_OUR_OLD_KEY-remedy = { $name } must remove this node from its list, or exchange user info again.
why-NO_CHANNEL = { $name } could not decrypt it (6): it has an old key of this node, or we have an old key of it, or it lacks this channel.
why-NO_CHANNEL-remedy = Exchange user info with { $name }; if that does not help, it must remove this node from its list.
why-RADIO_OR_KEY = { $name } did not confirm it in three transmissions (5): it is out of reach or asleep, or it lacks our key or we have an old one of it (firmware 2.8 says nothing then).
why-RADIO_OR_KEY-remedy = See in steadymesh nodes when it was last heard; if it is in reach, exchange user info with it.
why-PKI_UNKNOWN_PUBKEY = { $name } does not know our key (35), also after our radio had sent it its user info.
why-PKI_UNKNOWN_PUBKEY-remedy = { $name } must exchange user info with this node, or scan its QR code: steadymesh keys link.
why-PKI_SEND_FAIL_PUBLIC_KEY = Our radio does not hold the public key of { $name } (39).
why-PKI_SEND_FAIL_PUBLIC_KEY-remedy = Wait for its user info, or add it as a contact in the app.
why-PKI_FAILED = Our radio could not encrypt it (34): the public key of { $name } is missing there, or wrong.
why-PKI_FAILED-remedy = Wait for its user info, or add it as a contact in the app.

## The radio and the mesh

why-MAX_RETRANSMIT = { $name } did not confirm it in three transmissions (5): it is out of reach, or asleep.
why-MAX_RETRANSMIT-remedy = See in steadymesh nodes when it was last heard; send it again when it is.
why-NO_ROUTE = Our radio knows no way to { $name } (1).
why-NO_ROUTE-remedy = Send it again when the node was heard.
why-GOT_NAK = { $name } refused it without saying why (2).
why-GOT_NAK-remedy = Send it again; if it comes again, look at that node.
why-TIMEOUT = Our radio gave up waiting for { $name } (3).
why-TIMEOUT-remedy = Send it again when the node was heard.
why-NO_RESPONSE = { $name } took it and gave no answer (8).
why-NO_RESPONSE-remedy = Look at that node's firmware and modules.
why-NO_INTERFACE = Our radio has no working transmitter (4).
why-NO_INTERFACE-remedy = Look at the radio, restart it.
why-TOO_LARGE = It is too long for one packet (7).
why-TOO_LARGE-remedy = Send it in shorter pieces.
why-DUTY_CYCLE_LIMIT = Our radio has used up its share of air time (9).
why-DUTY_CYCLE_LIMIT-remedy = Send less, or wait for the hour to pass.
why-RATE_LIMIT_EXCEEDED = Our radio wants more time between texts (38).
why-RATE_LIMIT_EXCEEDED-remedy = Raise radio.text_gap.
why-BAD_REQUEST = It was refused as malformed (32).
why-BAD_REQUEST-remedy = That is a defect of steadymesh or of the radio's firmware; please report it with the log.
why-NOT_AUTHORIZED = { $name } does not take this from us (33).
why-NOT_AUTHORIZED-remedy = Whoever runs that node has to allow it.
why-ADMIN_BAD_SESSION_KEY = { $name } refused it: the session for its administration is over (36).
why-ADMIN_BAD_SESSION_KEY-remedy = Send it again.
why-ADMIN_PUBLIC_KEY_UNAUTHORIZED = { $name } does not take orders under our key (37).
why-ADMIN_PUBLIC_KEY_UNAUTHORIZED-remedy = Whoever runs that node has to add our key to its administrators.
why-UNKNOWN = It was refused for a reason that we have no word for ({ $number }).
why-UNKNOWN-remedy = The firmware is newer than this steadymesh: update steadymesh.
why-RES_32 = Our radio's transmit queue stayed full.
why-RES_32-remedy = Send less; if nothing else leaves either, restart the radio.
why-RES_33 = Our radio has no working transmitter.
why-RES_33-remedy = Look at the radio, restart it.
why-RES_34 = Our radio's transmitter is off, or its region is not set.
why-RES_34-remedy = Set lora.region and lora.tx_enabled in the radio.
why-RES_35 = Our radio dropped it without saying why.
why-RES_35-remedy = Send it again.

## Here

why-OUTBOX_FULL = Too many messages wait already: it was not taken.
why-OUTBOX_FULL-remedy = Look at the link with steadymesh link status; if it is up, somebody sends too much.
why-IMPOSSIBLE = No radio can take it as it is.
why-IMPOSSIBLE-remedy = The log says why, at message-impossible.
why-CHANNEL_BUSY = Others used the channel too much for it to go in its lifetime: above 25 % only answers to persons may, above 40 % only what goes to an administrator.
why-CHANNEL_BUSY-remedy = See the use of the channel in steadymesh airtime; send it again later, or with a longer --lifetime.
why-AIR_BUDGET = Our share of the hour's air was used up until its lifetime was over, or it alone costs more than that share.
why-AIR_BUDGET-remedy = See in steadymesh airtime what has used it up; raise delivery.duty_share or delivery.hour_share if it may be more.
why-QUIET_HOURS = It was night (delivery.quiet_hours) until its lifetime was over, and nobody had asked for it.
why-QUIET_HOURS-remedy = Send it by day, or give it a lifetime that goes beyond the night.
why-CANCELLED = It was taken back before it left (steadymesh outbox cancel).
why-CANCELLED-remedy = Send it again if { $name } is to have it after all.
why-CANCELLED_LATE = Its second try was taken back (steadymesh outbox cancel). The first was on the air and may have been read.
why-CANCELLED_LATE-remedy = Ask { $name } whether it came.
why-TO_OURSELVES = It is for our own radio, whose number was not known yet when it was handed in.
why-TO_OURSELVES-remedy = Send it to somebody else.
why-EXPIRED = Our radio was handed it, and nobody said what became of it in time: { $name } is out of reach, or its answer was lost.
why-EXPIRED-remedy = Ask { $name } whether it came; send it again if not.
why-UNSENT = It did not reach our radio in its lifetime: the link was down, or others went first.
why-UNSENT-remedy = Look at the link with steadymesh link status, or let steadymesh doctor look.
why-RELAYED = A neighbour passed it on; { $name } has not confirmed it, and may have it all the same.
why-RELAYED-remedy = Ask { $name } whether it came; send it again if not.
why-OTHER = It was refused: { $reason }.
why-OTHER-remedy = The log may say more.

## For the air: at most 200 bytes with a name of 24

why-short-KEY_UNKNOWN = I have no key of { $name } yet. Exchange user info with me in the app, then try again.
why-short-KEY_HELD = { $name } shows a new key{ $held ->
    [none] {""}
   *[other] {" ("}{ $held })
}; my operator must accept it before I can write there.
why-short-KEY_REVOKED = The key of { $name } was revoked by my operator. A new key is needed there.
why-short-PUSH_OFF = My radio lacks the key of { $name }, and my settings forbid to give it one. Exchange user info with me.
why-short-PUSH_MANAGED = My radio lacks the key of { $name } and is managed: it takes none from me. Exchange user info with me.
why-short-PUSH_ROLE = My radio is a router and lacks the key of { $name }. Exchange user info with me, or ask my operator.
why-short-PUSH_UNSUPPORTED = My radio lacks the key of { $name }; its firmware is too old to be given one. Exchange user info with me.
why-short-PUSH_BUDGET = My radio lacks the key of { $name } and may not be written to for now. Try later today or tomorrow.
why-short-PUSH_BUSY = My radio lacks the key of { $name } and was too busy to be given it. Try again later.
why-short-PUSH_TABLE_FULL = My radio lacks the key of { $name } and has no room for it. My operator must make some.
why-short-PUSH_NO_EFFECT = My radio does not take the key of { $name }: something in between swallows it. My operator must look.
why-short-PUSH_VERIFIED = My radio keeps another, verified key of { $name }. My operator must decide.
why-short-PUSH_FAILED = My radio refused to take the key of { $name }. My operator must look.
why-short-PEER_HAS_NEW_KEY = { $name } has a new key, I have the old one{ $fingerprint ->
    [none] {""}
   *[other] {" ("}{ $fingerprint })
}. Exchange user info with me.
why-short-PEER_HAS_OUR_OLD_KEY = { $name } has an old key of mine{ $own ->
    [none] {""}
   *[other] {" (now "}{ $own })
}. Remove me from the list there, or exchange user info.
why-short-NO_CHANNEL = { $name } could not decrypt it: one of us has an old key of the other. Exchange user info with me.
why-short-RADIO_OR_KEY = No answer from { $name }: out of reach, or one of us has a wrong key. If in reach, exchange user info with me.
why-short-PKI_UNKNOWN_PUBKEY = { $name } does not know my key. Exchange user info with me there, then try again.
why-short-PKI_SEND_FAIL_PUBLIC_KEY = My radio lacks the key of { $name }. Exchange user info with me, then try again.
why-short-PKI_FAILED = My radio could not encrypt for { $name }: key missing or wrong. Exchange user info with me.
why-short-MAX_RETRANSMIT = No answer from { $name } in three tries: out of reach, or asleep. Try again later.
why-short-NO_ROUTE = My radio knows no way to { $name }. Try again later.
why-short-GOT_NAK = { $name } refused it without saying why. Try again.
why-short-TIMEOUT = My radio gave up waiting for { $name }. Try again later.
why-short-NO_RESPONSE = { $name } took it and gave no answer.
why-short-NO_INTERFACE = My radio has no working transmitter. My operator must look.
why-short-TOO_LARGE = It was too long for one packet.
why-short-DUTY_CYCLE_LIMIT = My radio has used up its air time for this hour. Try again later.
why-short-RATE_LIMIT_EXCEEDED = My radio was asked to send too fast. Try again.
why-short-BAD_REQUEST = It was refused as malformed: a defect of mine. My operator must look.
why-short-NOT_AUTHORIZED = { $name } does not take this from me.
why-short-ADMIN_BAD_SESSION_KEY = { $name } refused it: its admin session is over. Try again.
why-short-ADMIN_PUBLIC_KEY_UNAUTHORIZED = { $name } does not take orders under my key.
why-short-UNKNOWN = It was refused for a reason unknown to me ({ $number }).
why-short-RES_32 = My radio's queue stayed full. Try again later.
why-short-RES_33 = My radio has no working transmitter. My operator must look.
why-short-RES_34 = My radio's transmitter is off, or its region not set. My operator must look.
why-short-RES_35 = My radio dropped it without saying why. Try again.
why-short-OUTBOX_FULL = Too many messages waited here already. Try again later.
why-short-IMPOSSIBLE = No radio can send it as it is. My operator's log says why.
why-short-CHANNEL_BUSY = The channel was too busy for it. Try again later.
why-short-AIR_BUDGET = My share of the air was used up. Try again in a while.
why-short-QUIET_HOURS = It was night, and nobody had asked for it.
why-short-CANCELLED = My operator took it back before it left.
why-short-CANCELLED_LATE = My operator took its second try back. The first may have arrived.
why-short-TO_OURSELVES = It was for myself.
why-short-EXPIRED = It went out to { $name }, and no answer came. It may have arrived.
why-short-UNSENT = It did not leave in time: my radio was away, or busy. Try again.
why-short-RELAYED = A neighbour passed it on to { $name }, who has not confirmed it. It may have arrived.
why-short-OTHER = It was refused: { $reason }.

## The command line

why-nothing = Nothing has failed lately.
why-nothing-to = Nothing to { $node } has failed lately.
why-line-to = To
why-line-when = When
why-line-ended = Ended
why-line-why = Why
why-line-remedy = What to do
why-ended-refused = refused
why-ended-expired = expired
