# Told to whoever looks after the bot, and to the service manager.
link-away = 🔴 The radio has been away for { $duration } ({ $reason ->
        [never-ready] not reached yet
        [resolve] the name was not found
        [connect] no connection
        [handshake] incomplete configuration
        [closed] the other side closed
        [reset] cut off
        [probe] it stopped answering
        [defect] a defect of steadymesh
       *[other] { $reason }
    }). Check the node, the network, how often it reconnects, and whether another client holds the node.
link-back = 🟢 The radio is back; it was away for { $duration }
service-manager-deaf = ⚠️ The service manager takes no messages: { $error }

## What people are told by services such as Telegram

alert-link = 🔴 The radio has been away for { $away } ({ $reason ->
        [never-ready] not reached yet
        [resolve] the name was not found
        [connect] no connection
        [handshake] incomplete configuration
        [closed] the other side closed
        [reset] cut off
        [probe] it stopped answering
        [defect] a defect of steadymesh
       *[other] { $reason }
    }). Check the node, the network, and whether another client holds the node.
alert-link-over = 🟢 The radio is back; it was away for { $away }.
alert-contended = 🟠 Another client takes the radio's only place again and again. It is left to it for { $duration }. Find that client and close it.
alert-contended-over = 🟢 Nobody has taken the radio's place any more.
alert-reboot = 🔄 The radio was restarted{ $count ->
    [one] {""}
   *[other] {" "}{ $count } times
}{ $what ->
    [number] , or another one answers at its address
   *[other] {""}
}.
alert-battery = 🪫 The radio's battery is at { $percent } %.
alert-battery-over = 🔋 The radio's battery is charged again.
alert-key-changed = 🔑 { $count ->
    [one] The key of { $names } has changed.
   *[other] { $count } keys have changed: { $names }.
} If they did not reinstall their radio, ask them in person; `steadymesh keys list` shows more.
alert-key-weak = ⚠️ Something is wrong with { $count ->
    [one] the key of { $names }
   *[other] { $count } keys ({ $names })
}: `steadymesh keys audit` says what.
alert-key-waiting = ✋ { $count ->
    [one] A new key of { $names } waits
   *[other] { $count } new keys wait ({ $names })
} for a decision: `steadymesh keys accept` or `steadymesh keys reject`. Until then nothing secret is sent there.
alert-key-waiting-over = ✅ No key waits for a decision any more.
alert-store = 🔴 Nothing can be written down ({ $reason ->
    [full] the disk is full
    [read-only] the disk is read-only
    [hanging] the disk does not answer
    [locked] another program holds the database
    [io] the disk reports errors
    [damaged] the database is damaged
   *[other] { $reason }
}). The bot goes on from memory; look at the disk.
alert-store-over = 🟢 What happens is written down again, after { $away }.
alert-plugin = 🔌 { $count ->
    [one] { $names } fails again and again and is paused
   *[other] { $count } parts of plug-ins fail again and again and are paused ({ $names })
}; the log says why.
alert-plugin-over = 🟢 No plug-in is paused any more.
alert-loop = 🔁 Another bot answers the bot's answers: { $names }. It is not answered for a while.
alert-outbox = 📮 Messages don't leave although the radio is there: the oldest has waited for { $away }. `steadymesh outbox list` says for what.
alert-outbox-over = 🟢 Messages leave again.
alert-duty-cycle = ⏳ The radio has used up its share of this hour's air and is silent for { $duration }.
alert-duty-cycle-over = 🟢 The radio may send again.
alert-proxy = ⚠️ Something answers for the radio: heartbeats come back, questions to the radio do not. Is there a proxy in between?
alert-still = ⏱️ Still so, since { $duration }:
alert-flapping = 🔁 This comes and goes; you will hear of it when it has been quiet for an hour, or tomorrow:
alert-late = (of { $when })
alert-test = 👋 This is a test of Steadymesh's alerts. Nothing is wrong.

alert-name-link = the radio is away
alert-name-contended = another client takes the radio's place
alert-name-reboot = the radio was restarted
alert-name-battery = the battery is low
alert-name-key-changed = a key has changed
alert-name-key-weak = something is wrong with a key
alert-name-key-waiting = a key waits for a decision
alert-name-store = nothing can be written down
alert-name-plugin = a plug-in is paused
alert-name-loop = another bot answers the bot
alert-name-outbox = messages don't leave
alert-name-duty-cycle = the radio's hour of air is used up
alert-name-proxy = something answers for the radio

digest-link = 📊 The day: link { $percent } % of the time, { $reconnections ->
    [0] no reconnection
    [one] one reconnection
   *[other] { $reconnections } reconnections
}.
digest-messages = ✉️ Messages: { $delivered } confirmed, { $unconfirmed } relayed, { $refused } refused or expired; { $commands } commands; { $airtime_s } s of airtime.
digest-keys = 🔑 Keys: { $keys_learned } new, { $keys_changed } changed, { $keys_weak } with something wrong.
digest-radio = 🔋 Battery: { $battery ->
    [none] not told
    [outside] powered from outside
   *[other] { $battery } %
}; plug-ins paused: { $paused ->
    [0] none
   *[other] { $paused } times
}.

## The log's lines about services

alert-not-taken = ⚠️ { $service } did not take an alert ({ $why ->
    [unreachable] it can't be reached
    [late] no answer in time
   *[other] refused
}{ $status ->
    [0] {""}
   *[other] , status { $status }
}); it is kept and tried again.
alert-service-back = 📣 { $service } takes alerts again
alert-service-unusable = ⚠️ The address of { $service } in alerts.urls can't be used: `steadymesh alerts test` after mending it.
alerts-not-loaded = Alerts of the last run can't be read yet: { $error }
alert-not-kept = An alert could not be written down yet: { $error }
