### Our own commands: one message each, with room for names of 24 bytes.

help-list =
    Commands: { $commands }
    { $prefix }help { $example } tells what { $example } does{ $following ->
        [0] {""}
       *[other] , { $prefix }help { $following } lists more
    }
help-one =
    { $what }
    Write: { $usage }
help-help = Lists the commands; with a name, what that one does.
help-ping = How well I hear you: signal, hops, and how your message came.
help-keys = Your public key as I know it; with a name, a number or a fingerprint, somebody else's.
help-rekey = If your node was reset: write this in a direct message and I weigh your new key.
help-why = Why my last message to you did not arrive, and what helps.
help-more = What my last answer to you had no room for, when it ended in “…”.
help-status = How my link to the radio stands, and since when.

ping-pong = 🏓 Pong, { $name }!
ping-way-direct = Heard directly
ping-way-relayed = { $hops ->
    [one] Relayed, { $hops } hop
   *[other] Relayed, { $hops } hops
}; the last one:
ping-way-mqtt = Came by MQTT, not by radio alone
ping-way-unknown = Your node does not tell the hops
ping-snr = SNR { $snr_db } dB
ping-rssi = RSSI { $rssi_dbm } dBm
ping-how-channel = On channel { $channel }
ping-how-direct = Direct message without your public key
ping-how-mqtt = Marked as under your key, which MQTT does not prove
ping-how-pki = Direct message under your key { $fingerprint }

keys-known = { $known ->
    [one] 🔑 { $known } key known
   *[other] 🔑 { $known } keys known
}, { $held } held by my radio
keys-yours = Yours: { $fingerprint } since { $date }, { $trust ->
    [verified] verified
   *[other] not verified
}
keys-yours-proved = This message proves it
keys-yours-unproved = This message does not prove it
keys-yours-new = Yours: { $fingerprint }, new to me
keys-yours-differ = ⚠️ This message came under another key, { $fingerprint }. Yours? Write { $prefix }rekey
keys-yours-held = ⚠️ Another key, { $fingerprint }, waits for a decision. Yours? { $prefix }rekey by direct message
keys-yours-held-here = ⚠️ This message came under { $fingerprint }, which waits for a decision. Write { $prefix }rekey
keys-yours-unknown = I don't know yours. Let your node send its node info.
keys-theirs = { $name }: { $fingerprint } since { $date }, { $trust ->
    [verified] verified
   *[other] not verified
}
keys-theirs-held = ⚠️ Another key, { $fingerprint }, waits for the operator
keys-radio-yes = My radio has it
keys-radio-no = My radio does not have it
keys-radio-another = ⚠️ My radio has another one: { $fingerprint }
keys-radio-unknown = My radio does not tell whether it has it
keys-ours = My own key: { $fingerprint }
keys-none-of = I know no key of { $name } yet.
keys-nobody = I know nobody called “{ $word }”. Write a name, a number such as !0badcafe, or a fingerprint.
keys-several = “{ $word }” may be: { $names }{ $more ->
    [true] , …
   *[false] {""}
}. Write { $way }

rekey-current = ✅ { $fingerprint } is the key that I use for you already.
rekey-accepted = ✅ From now on { $fingerprint } is the key that I use for you.
rekey-held = ⏳ Your key { $fingerprint } waits for the operator. Before that I encrypt nothing to it.
rekey-filed = 📋 Noted for the operator, because nothing here proves who you are. Faster: { $prefix }rekey in a direct message under your new key.
rekey-unknown = I have heard of no new key of yours. Let your node send its node info, then ask again.
rekey-taken = ✅ { $name }: { $fingerprint } is the key that I use from now on.
rekey-none-held = No key of { $name } waits for a decision.
rekey-ours = My own radio's key needs no decision. { $prefix }rekey and a node takes its key that waits.

failed-last = My last message to you that failed, { $duration } ago:
failed-nothing = No message to you has failed lately.

status-all =
    📡 { $state } for { $duration }, { $reconnections ->
        [one] { $reconnections } reconnection
       *[other] { $reconnections } reconnections
    } today
    🔑 { $known ->
        [one] { $known } key known
       *[other] { $known } keys known
    }, { $held } held by my radio
    ⏱ Running for { $uptime }
status-air = 📶 { $used } % of my air used{ $channel ->
    [none] {""}
   *[other] {", channel "}{ $channel } %
}
status-storage = 💾 Nothing is saved: { $cause ->
    [locked] my database is in use
    [full] my disk is full
    [read-only] my disk is read-only
    [hanging] my disk does not answer
   *[other] my disk fails
}
status-link-waiting = Link down
status-link-connecting = Link connecting
status-link-handshake = Link starting
status-link-ready = Link ready
status-link-yielded = Link left to another client
status-link-released = Link released by the operator
status-link-closing = Link closing
status-link-stopped = Link stopped

more-nothing = I have no more to say. What a long answer had no room for is kept for half an hour.
