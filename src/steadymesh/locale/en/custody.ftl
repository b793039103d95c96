# The custodian: what is brought into the radio's table, and direct messages that are decrypted here.

contacts-loaded = ✅ Who writes to us, and what was pushed lately, could be read from the database after all
contacts-not-loaded = ⚠️ Who writes to us, and what was pushed lately, can't be read from the database: { $error } The budgets begin anew
contact-pushed = 🔑 The radio has the key of { $node } { $name } now ({ $fingerprint }; one flash write, { $seconds }s)
contact-push-failed = ⚠️ The key of { $node } { $name } could not be brought into the radio: { $reason ->
    [PUSH_NO_EFFECT] nothing came back
    [PUSH_MANAGED] the radio is managed and refuses it
    [PUSH_LATER] the radio's own number has changed, it is tried again
   *[other] the radio refused it
}
contact-not-stored = ⚠️ The radio's table does not show the key of { $node } ({ $fingerprint }) that was brought into it: it was evicted already, or something between us and the radio swallows it
contact-unfavorited = { $node } { $name } is no favourite in the radio any more: somebody else needed its place
key-asked = 🔎 { $node } { $name } was asked for its key (once in 26 h)
table-not-refreshed = The radio's node table could not be read again; the next look is in half an hour
push-no-effect = ⚠️ What is written into the radio's node table has no effect: something between us and the radio answers for it or swallows it (a proxy, a virtual node). Connect to the radio itself, or set keys.push to off
keys-not-pushed = ℹ️ No key is written into this radio's node table: { $reason ->
    [PUSH_OFF] keys.push is off
    [PUSH_MANAGED] the radio is managed
    [PUSH_ROLE] it is a { $role }, whose favourites change how it relays (keys.push_on_router allows it)
    [PUSH_UNSUPPORTED] its firmware { $firmware } is older than 2.6.8
   *[other] { $reason }
}
sealed-opened = 🔓 A direct message of { $node } { $name } that the radio could not read was decrypted here (key { $fingerprint }{ $standing ->
    [held] , which waits for your decision
    [former] , a former one
   *[current] {""}
})
sealed-unreadable = 🔒 A direct message of { $node } { $name } can't be read: { $known ->
    [yes] it was not encrypted with any key that we know of it
   *[no] its key is not known
}

# In `steadymesh status`.

cli-status-contacts = Contacts
cli-status-decisions = Decisions

cli-contacts = { $needed ->
    [one] { $needed } person is
   *[other] { $needed } people are
} expected to write, { $waiting } of them not in the radio yet; { $pushed_today ->
    [one] { $pushed_today } key
   *[other] { $pushed_today } keys
} brought today, { $pushes_left_today } more allowed; { $our_favorites } of { $favorites_cap } places used
cli-contacts-not-pushed = no keys are brought: { $reason ->
    [PUSH_OFF] keys.push is off
    [PUSH_MANAGED] the radio is managed
    [PUSH_ROLE] its role relays favourites differently (keys.push_on_router allows it)
    [PUSH_UNSUPPORTED] its firmware is older than 2.6.8
    [PUSH_NO_EFFECT] something between us and the radio swallows them
   *[other] { $reason }
}
cli-decisions = { $held ->
    [0] { $findings } findings: see `steadymesh keys audit`
    [one] { $held } changed key waits for you: see `steadymesh keys list --held`; { $findings } findings
   *[other] { $held } changed keys wait for you: see `steadymesh keys list --held`; { $findings } findings
}
