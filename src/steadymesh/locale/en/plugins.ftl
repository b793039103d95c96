### Our own commands: one message each, with room for names of 24 bytes.

help-list =
    Commands: { $commands }
    More about one: { $prefix }help ping
help-one =
    { $what }
    Write: { $ways }
help-help = Lists the commands; with a name, what that one does.
help-ping = How well I hear you: signal, hops, and how your message came.
help-nodes = How many nodes I know, and whom I heard last.
help-keys = How many public keys I know, and whether I know yours.
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
ping-how-pki = Direct message under your key { $fingerprint }

nodes-none = I know no other node yet.
nodes-known = { $known ->
    [one] { $known } node known
   *[other] { $known } nodes known
}; heard in 1 h: { $hour }, in 24 h: { $day }
nodes-latest = Latest: { $names }

keys-known = { $known ->
    [one] 🔑 { $known } key known
   *[other] 🔑 { $known } keys known
}, { $held } held by my radio
keys-yours-proved = Yours: { $fingerprint }, proved by this message
keys-yours-known = Yours: { $fingerprint }; this message does not prove it
keys-yours-new = Yours: { $fingerprint }, new to me
keys-yours-differ = ⚠️ Your message came with key { $shown }, I know you by { $fingerprint }. Tell the operator if you changed it.
keys-yours-unknown = I don't know yours. Let your node send its node info.

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
status-link-waiting = Link down
status-link-connecting = Link connecting
status-link-handshake = Link starting
status-link-ready = Link ready
status-link-yielded = Link left to another client
status-link-released = Link released by the operator
status-link-closing = Link closing
status-link-stopped = Link stopped
