# What the operator does with keys: `steadymesh keys …`. The errors' own English is taken from here.

## Whom a word means

who-empty = Nobody is named. Write !0badcafe, a fingerprint, or a name; `steadymesh keys list` shows them.
who-nobody = Nobody is known as “{ $word }”. `steadymesh keys list` and `steadymesh nodes` show who is known.
who-several = “{ $word }” may be { $listed }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}. Write the number, or all eight digits of the fingerprint.
who-several-hold = “{ $word }” is the key of { $listed }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}. Write the number of the one that you mean.
who-out-of-range = “{ $word }” is no node number: it must lie within 1 and 4294967295. Nobody is called so, either.
who-everybody = !ffffffff is everybody's number, nobody's node. Write one node's number, its fingerprint or its name.

## What can't be decided

desk-own = { $who } is our own radio: its key is not ours to decide about. `steadymesh keys link` shows it.
desk-no-radio = There is no radio to ask for this. Start steadymesh with `steadymesh run`, and try again.
no-key = No public key of { $who } is known. `steadymesh keys ask` asks for it, `steadymesh keys import` takes a contact link.
only-held = { $who } has no key that may be used; one waits for a decision ({ $fingerprint }). Compare it with its owner, then `steadymesh keys accept` or `steadymesh keys reject`.
only-held-revoked = { $who } has no key that may be used; the one that it shows ({ $fingerprint }) is revoked. If it is to be used again, `steadymesh keys verify { $node }` with the key and --replace; else `steadymesh keys reject { $node }`.
key-revoked = The key { $fingerprint } of { $who } is revoked, and no other one is known. `steadymesh keys verify { $node }` with another key, or with this one and --replace, gives it one.
given-part = “{ $text }” is { $digits } digits of a fingerprint: that proves nothing. Give all eight of them, the key, or a contact link.
given-no-key = This is neither a key nor a fingerprint: a key has 64 hex digits or 44 characters of base64, a fingerprint 8 hex digits, and this has { $length } characters. Copy all of it. Nothing was changed.
given-empty = What the key is to be compared with is empty: that proves nothing, and nothing was changed. Give all eight digits of the fingerprint, the key, or a contact link.
verify-other-node = The contact link is that of { $other }, not of { $who }. Nothing was changed.
verify-fingerprint = The current key of { $who } has the fingerprint { $current }, not { $given }. Nothing was changed: compare them once more, digit by digit, with its owner.
verify-replace-whole = { $given } is not the fingerprint of the current key of { $who } ({ $current }). To replace that, --replace needs the whole key or a contact link: eight digits are too few to make a key of. Nothing was changed.
verify-of-another = { $fingerprint } is the key of { $other }: it can't be that of { $who } as well. If its owner has moved to this number, `steadymesh keys forget` the other one first. Nothing was changed.
verify-held = { $given } is the key that waits for a decision about { $who }; { $current ->
    [none] it has no other one
   *[other] its current one is { $current }
}. If its owner confirms the new one, add --replace. Nothing was changed.
verify-other-key = This is not the current key of { $who }: its fingerprint is { $given }, the current one's { $current }. If its owner gave you this one, add --replace. Nothing was changed.
verify-own-key = { $fingerprint } is our own radio's key, it can't be that of { $who }. Nothing was changed.
verify-revoked = The key { $fingerprint } of { $who } is revoked. If it may be used again, add --replace. Nothing was changed.
accept-none = No key of { $who } waits for a decision. `steadymesh keys list --held` shows those that do.
revoke-again = The key { $fingerprint } of { $who } is revoked already.
forget-what = This would delete { $keys ->
    [one] the one key
   *[other] all { $keys } keys
} known of { $who }{ $verified ->
    [0] {""}
   *[other] {" "}(verified: { $verified })
}, with dates and history; the mesh tells its key again as one that nobody has compared. { $revoked ->
    [0] A key that waits for a decision is dropped alone by `steadymesh keys reject`.
    [one] The key that is revoked stays so.
   *[other] The { $revoked } keys that are revoked stay so.
} Nothing was changed: add --yes to do it.
forget-revoked = Nothing is known of { $who } but that its key is revoked, and that stays known. `steadymesh keys verify` with the key and --replace takes it back.
push-refused = The key of { $who } was not brought into the radio: { $reason ->
    [NOT_READY] there is no link to the radio right now. Try again when `steadymesh link status` says READY.
    [KEY_UNKNOWN] no key of it is known.
    [PUSH_UNSUPPORTED] its firmware does not take contacts. Update it to 2.6.8 or later.
    [PUSH_MANAGED] it is a managed node and takes no local orders. Its administrator can add the contact.
    [PUSH_VERIFIED] it has another key for that node, marked as verified in an app. Compare the key with its owner, then `steadymesh keys verify`.
    [PUSH_BUDGET] the writes that its flash may bear for now are used up. Try again later today, or tomorrow.
    [PUSH_BUSY] messages are on the air all the time, and it must be quiet for that. Try again in a minute.
    [PUSH_TABLE_FULL] a quarter of its table is marked by us already, and no mark can be taken back. Try again later.
    [PUSH_FAILED] it refused. Look at the log.
    [PUSH_NO_EFFECT] it says nothing of it, or it had no effect: a program between us and the radio may swallow such orders.
    [MOMENT] it is busy just now. Try again in a minute.
   *[other] { $reason }.
}
ask-refused = { $who } was not asked for its key: { $reason ->
    [NOT_READY] there is no link to the radio right now. Try again when `steadymesh link status` says READY.
    [ASK_LATELY] it was asked within the last 26 hours, and asking again would only keep it silent for longer.
    [ASK_BUDGET] four nodes were asked within this hour already. Try again later.
    [ASK_BUSY] the channel is in use for more than a quarter of the time. Try again later.
    [MOMENT] the radio is busy just now. Try again in a minute.
   *[other] { $reason }.
}
link-own-unknown = The key of our own radio is not known while no steadymesh runs here. Start it, or name somebody: `steadymesh keys link !0badcafe`.
link-qr-twice = --qr and --no-qr contradict each other. Give one of them.

## Contact links

contact-too-long = This is no contact link: it has more than { $limit } characters.
contact-channels = This link carries channels, not a contact. Share the contact, not the channel, in the app.
contact-no-link = This is no contact link. Such a link looks like https://meshtastic.org/v/#….
contact-empty = This contact link is empty. Copy all of it, also what stands behind https://meshtastic.org/v/#.
contact-unreadable = What this contact link carries can't be read. Copy the whole link again.
contact-nobody = This contact has no node number. Share it again from the app.
contact-contradicts = This contact contradicts itself: its number is { $node }, its id { $other }. Share it again from the app.
contact-everybody = This contact is everybody's number, nobody's node.
contact-own = { $node } is our own radio, not a contact of it.
contact-no-key = The contact { $node } carries no key. Share it from an app that knows the node's key.

## Files

import-file-none = { $file } is not a file; nothing was imported. Name a file.
import-file-unreadable = { $file } can't be read: { $why }. Check its name and its permissions.
import-file-too-large = { $file } has more than { $limit } MB; nothing was imported. Check that it is a file of keys.
import-file-encoding = { $file } is not UTF-8 at line { $line }, column { $column }; nothing was imported. Save it as UTF-8 and import it again.
import-file-empty = { $file } is empty; nothing was imported. Take a backup of it.
import-file-identity = { $file } is a backup of a radio's identity, not a file of keys; nothing was imported. It is for `steadymesh identity restore`.
import-file-no-json = { $file } is not JSON at line { $line }, column { $column } ({ $why }); nothing was imported. Repair that place or take a backup of the file.
import-file-absurd = { $file } is JSON that nobody's bot wrote (a number or a nesting without end); nothing was imported. Take a backup of the file.
import-file-no-object = { $file } holds no JSON object of nodes at line 1, column 1; nothing was imported. It must be one object with an entry for each node, such as "195939070" with its "name" and "publicKey".
import-info-damaged = The list of nodes in { $file } is damaged or cut off at line { $line } ({ $why }); nothing was imported. Write it again with `meshtastic --info`.
import-config-too-large = { $file } has more than { $limit } KB; nothing was imported. Check that `meshtastic --export-config` wrote it.
import-config-damaged = { $file } is no YAML at line { $line }; nothing was imported. Write it again with `meshtastic --export-config`.
import-config-too-deep = { $file } is nested too deeply at line { $line }; nothing was imported. Check that `meshtastic --export-config` wrote it.
import-config-alias = { $file } refers to itself at line { $line }, as no export does; nothing was imported. Check that `meshtastic --export-config` wrote it.
import-backup-version = { $file } is a backup of another version than { $version }; nothing was imported. Import it with the steadymesh that wrote it, or a later one.
import-backup-no-keys = { $file } is a backup without its list of keys; nothing was imported. Take another backup.
export-unwritable = The keys can't be written to { $file }: { $why }. Name another directory.
export-nowhere = No file is named; nothing was exported. Name one, or - to print it.
import-nothing = No file is named; nothing was imported. Name a file, or give a contact link.

import-info-own = “{ $entry }” was left out: it is the radio that this was read from. If it is not the bot's own, import its contact link
import-backup-field = “{ $entry }” was left out: its field { $detail } can't be used
import-backup-twice = “{ $entry }” was left out: it is in the file twice, or its node has two keys that are { $detail ->
    [current] current
    [held] held
   *[former] former
}
import-config-admin = “{ $entry }” ({ $detail }) was left out: it is the key of somebody who may administer that radio, not a node's
import-config-without-key = No public key is in this export: it was written without the radio's security settings
import-config-own = “{ $entry }” ({ $detail }) was left out: it is our own radio's key
import-config-no-number = “{ $entry }” ({ $detail }) was left out: an export names no node number, and no known node fits. If the radio runs firmware 2.8, its number comes from its key; else import its contact link or the output of `meshtastic --info`
import-key-held = “{ $entry }” is held until you decide ({ $detail ->
    [policy] keys.on_change holds every changed key
    [verified] the known key is verified
    [admin] the known key is an administrator's
    [favorite] the node is a favourite in the radio
    [own-number] the known key is provably this number's own
    [recent-dm] messages were exchanged under the known key
    [alternating] two keys take turns
    [too-many] too many keys have changed today
   *[other] { $detail }
}): `steadymesh keys show` tells more, `steadymesh keys accept` takes it, `steadymesh keys reject` drops it
import-key-revoked = “{ $entry }” was left out: this key is revoked
import-key-replaced = “{ $entry }” was left out: another key has taken the place of this one, and no file brings it back. If it is the right one: `steadymesh keys verify` with the key and --replace
import-key-rejected = “{ $entry }” was left out: you have rejected this key. If it is the right one: `steadymesh keys verify` with the key and --replace
