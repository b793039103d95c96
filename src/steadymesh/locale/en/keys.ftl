# The key room: sync, book, import. The ids never change.

pubkey-sync-scheduled = 🔑 Public key sync scheduled in { $delay_s }s...
pubkey-sync-cancelled = 🔑 Public key sync cancelled: the link that had scheduled it is gone, the next one schedules its own
pubkey-sync-postponed = ⏳ Keys have changed, but the last public key sync failed: the next one comes in { $delay_s }s
pubkey-sync-delay-short = ⚠️ keys.sync_delay is { $delay_s }s: on an ESP32 at least { $least_s }s are advised, or the key sync may come while the node is still busy
pubkey-sync-deferred-start = 🔑 Starting the deferred public key sync...
pubkey-sync-started = 🔄 Starting public key synchronization to interface.nodes...
pubkey-sync-nodes = {"   "}Current interface.nodes count: { $count }
pubkey-sync-known = {"   "}Keys to sync from node_names: { $known }
pubkey-sync-complete = { $known ->
    [one] ✅ SYNC COMPLETE: { $known } public key synchronized to interface.nodes
   *[other] ✅ SYNC COMPLETE: { $known } public keys synchronized to interface.nodes
}
pubkey-sync-result = { $known ->
    [one] ✅ { $known } public key synchronized again
   *[other] ✅ { $known } public keys synchronized again
}
pubkey-sync-none = ℹ️ No key to synchronize again
pubkey-sync-skipped = ⏭️ Public key sync skipped: { $reason ->
    [no-key] no key is known yet
    [nothing-changed] nothing has changed on this link since the last one
   *[other] { $reason }
}
pubkey-sync-nodes-error = ⚠️ Error accessing interface.nodes: { $error } (the next sync tries again; if it keeps failing, raise keys.sync_delay to { $remedy }) / ❌ Cannot sync pubkeys: interface.nodes not accessible
pubkey-sync-nodes-none = ❌ Cannot sync pubkeys: interface.nodes is None
pubkey-sync-remedy = The next public key sync tries again; if it keeps failing, raise keys.sync_delay to { $remedy }
pubkey-sync-error = ⚠️ Error syncing keys after the reconnection: { $error } (the next sync tries again; if it keeps failing, raise keys.sync_delay to { $remedy })
pubkey-sync-trace = Where the public key sync failed

keys-loaded = { $known ->
    [one] 🔑 { $known } public key known from earlier runs
   *[other] 🔑 { $known } public keys known from earlier runs
}
keys-load-failed = ⚠️ The known public keys can't be read from the database: { $error } They will be tried again; until then those that the radio tells are used
keys-save-failed = { $unsaved ->
    [one] ⚠️ { $unsaved } public key can't be written to the database: { $error } It stays in memory and will be tried again
   *[other] ⚠️ { $unsaved } public keys can't be written to the database: { $error } They stay in memory and will be tried again
}
keys-store-back = { $failures ->
    [one] ✅ The database keeps public keys again (after { $failures } failure)
   *[other] ✅ The database keeps public keys again (after { $failures } failures)
}
keys-learned = { $learned ->
    [one] 🔑 { $learned } new public key in the radio's own table, { $known } known
   *[other] 🔑 { $learned } new public keys in the radio's own table, { $known } known
}
keys-imported = 📥 Public keys imported: { $imported } new, { $unchanged } known already, { $without_key ->
    [one] { $without_key } node
   *[other] { $without_key } nodes
} without a key, { $skipped } left out
key-learned = 🔑 New public key: { $node } { $name } ({ $fingerprint })
key-changed = ⚠️ The public key of { $node } { $name } has changed ({ $before } → { $after }): the node was reset, or somebody else uses its number. Ask its owner before you trust it

import-node-missing = An entry without a node number was left out
import-node-unusable = “{ $entry }” was left out: it is not a node number
import-node-broadcast = “{ $entry }” was left out: it is everybody's number, nobody's node
import-node-own = “{ $entry }” was left out: it is our own radio
import-node-twice = “{ $entry }”: node { $detail } is in the file twice with different keys; the latest was taken
import-entry-kind = “{ $entry }” was left out: an object or a name was expected, this is { $detail ->
    [null] null
    [boolean] true or false
    [number] a number
   *[list] a list
}
import-key-text = “{ $entry }” was left out: its publicKey of { $detail } characters is no public key of 32 bytes (44 characters of base64 or 64 hex digits, not all zero)
import-key-bytes = “{ $entry }” was left out: its public key has { $detail } bytes; it must be 32, not all zero
import-key-kind = “{ $entry }” was left out: its publicKey should be text, this is { $detail ->
    [boolean] true or false
    [number] a number
    [list] a list
   *[object] an object
}
import-field-unusable = “{ $entry }” was taken without its field { $detail }, which can't be used
import-key-older = “{ $entry }” was left out: another key is known for this node from a better source ({ $detail ->
    [heard] heard over the air
    [radio] the radio's own table
    [import] a later file
    [link] a contact link
   *[operator] typed in
})
import-book-full = “{ $entry }” was left out: the key book is full
