# Delivery.
outbox-restored = 📬 { $count ->
    [one] One message of an earlier run is still on its way.
   *[other] { $count } messages of an earlier run are still on their way.
}
outbox-unreadable = ⚠️ Messages of an earlier run can't be read yet: { $error } It is tried again.
outbox-journal-failing = ⚠️ Messages can't be written down: { $error } They leave from memory and are written down later.
outbox-journal-recovered = ✅ Messages are written down again (after { $seconds } s).
message-sent = ➡️ The radio took the message to { $to } (packet { $id }).
message-again = 🔁 The message to { $to } was refused ({ $reason }) and is tried again as packet { $id }.
message-acknowledged = ✅ { $to } has received the message (packet { $id }, { $seconds } s).
message-acknowledged-late = ✅ The message to { $to } (packet { $id }) was delivered after all: { $outcome }.
message-relayed = 📡 The message to { $to } was passed on by a neighbour (packet { $id }, { $seconds } s).
message-refused = ❌ The message to { $to } was refused: { $reason ->
    [PKI_SEND_FAIL_PUBLIC_KEY] our radio does not hold that node's public key (39). Wait for its NodeInfo, or add it as a contact in the app.
    [PKI_FAILED] our radio could not encrypt it (34): the node's public key is missing or wrong. Wait for its NodeInfo, or add it as a contact in the app.
    [PKI_UNKNOWN_PUBKEY] that node does not know our key (35). Our radio has sent it; try again in a minute.
    [NO_CHANNEL] that node could not decrypt it (6): it has an old key of ours, or not this channel.
    [MAX_RETRANSMIT] nobody confirmed it in three transmissions (5). The node is out of reach, or asleep.
    [TOO_LARGE] it is too long for one packet (7).
    [DUTY_CYCLE_LIMIT] our radio has used up its share of air time (9). Send less, or wait for the hour to pass.
    [RATE_LIMIT_EXCEEDED] the radio wants more time between texts (38). Raise radio.text_gap.
    [NO_INTERFACE] our radio has no working transmitter (4). Look at the radio.
    [RES_32] the radio's transmit queue stayed full.
    [RES_33] our radio has no working transmitter. Look at the radio.
    [RES_34] our radio's transmitter is off, or its region is not set. Set lora.region in the radio.
    [OUTBOX_FULL] too many messages wait already. The link has been down for long, or somebody sends too much.
   *[other] { $reason }.
}
message-impossible = ❌ The message to { $to } (packet { $id }) can't be sent: { $error }
message-expired = ⌛ The message to { $to } (packet { $id }) got no answer in { $seconds } s, { $attempts ->
    [0] it never reached the radio. Look at the link.
   *[other] it was handed to the radio { $attempts }×. The node is out of reach, or its answer was lost.
}
