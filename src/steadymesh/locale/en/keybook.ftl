# The key book and its keeper: changed keys, decisions, the audit. The ids never change.

key-held = ⚠️ { $node } { $name } shows another public key ({ $before } → { $after }). It is held, and nothing is encrypted to it: { $reason ->
    [policy] keys.on_change is "hold"
    [verified] the key before is verified
    [admin] the key before is an administrator's
    [favorite] the node is a favourite that you set in the radio
    [own-number] the node's number was drawn from the key before
    [recent-dm] a direct message was exchanged under the key before within 24 hours
    [too-many] too many keys have changed today; it is weighed again when it is heard again
    [revoked] the new key is revoked
   *[other] { $reason }
}. { $reason ->
    [revoked] If it is to be used again: steadymesh keys verify { $node } with the key and --replace. Else: steadymesh keys reject { $node }
   *[other] Ask its owner, then: steadymesh keys accept { $node }, or reject
}
key-alternating = 🚨 Two public keys take turns under { $node } { $name } ({ $before }, { $after }): two radios have the same number, or somebody plays its owner. { $before } stays in use. Ask its owner which one is right, then accept or reject the held one
node-renumbered = 🔁 { $before } lives on as { $node }: the same public key ({ $fingerprint }), a new number by firmware 2.8
key-decided = 🔑 { $what ->
    [accepted] The public key { $fingerprint } of { $node } was accepted
    [rejected] The public key { $fingerprint } of { $node } was rejected: its key is the one before
    [verified] The public key { $fingerprint } of { $node } is verified
    [revoked] The public key { $fingerprint } of { $node } is revoked
   *[forgotten] Every public key of { $node } was forgotten
}
key-finding = ⚠️ { $kind ->
    [weak] The public key { $fingerprint } of { $node } is a known weak one (CVE-2025-52464): others can read what is encrypted to it. Its owner should have the radio draw a new one
    [shared] The public key { $fingerprint } of { $node } is also that of { $others }: a vendor has copied it, or somebody claims another's key. Its owners should have their radios draw new ones
    [impostor] { $node } advertises our own public key ({ $fingerprint }): it is a copy of our radio, or plays it
    [not-own-number] The number of { $node } was drawn from another public key than { $fingerprint }, which it shows: ask its owner
   *[malformed] { $node } told a public key that is none (not 32 bytes, or all zero); it was not taken
}
rekey-asked = 🙋 { $node } { $name } asks that its new public key be taken ({ $proved ->
    [true] proved: { $fingerprint }
   *[false] not proved
}): { $outcome ->
    [current] it is in use already
    [accepted] it was accepted
    [held] it waits for you. Ask its owner, then: steadymesh keys accept { $node }, or reject
    [filed] a key waits for you ({ $fingerprint }). Ask its owner, then: steadymesh keys accept { $node }, or reject
   *[unknown] no new key of it is known; its next NodeInfo tells it
}
keys-acts-unread = Which changed keys were accepted today can't be read: the day's limit begins anew
keys-act-unsaved = That a changed key was accepted can't be written down: { $error }

keys-accept-none = No key of { $node } waits for a decision.
keys-accept-revoked = The key that { $node } shows is revoked. If it is to be used again: `steadymesh keys verify { $node }` with the key and --replace; else `steadymesh keys reject { $node }`.
keys-decide-unknown = No key of { $node } is known. Its NodeInfo tells it; a contact link does as well.
keys-decide-own = { $node } is our own radio.
keys-revoke-none = The key { $fingerprint } can't be revoked: it is not known, our own, or revoked already.
keys-decision-unsaved = The decision counts in the running steadymesh until it restarts, but is not on the disk. It is written as soon as the disk takes it: look at its space.
keys-forget-unsaved = Nothing was forgotten: { $why }
import-node-renumbered = “{ $entry }” was left out: the node lives on as { $detail }, with the same key
