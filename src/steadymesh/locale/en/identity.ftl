# The radio's own key and channels: the log.
identity-read = 🔐 The identity of { $node } was read from the radio (key { $fingerprint })
identity-restoring = 🔐 An identity is being restored: { $steps } changes to { $node }, key { $fingerprint }; the radio restarts
identity-restored = ✅ The radio { $node } has its identity again (key { $fingerprint })
identity-differs = ⚠️ The identity was saved, but the radio { $node } does not have all of it (key { $fingerprint })
identity-unread = ⚠️ The identity was saved to { $node }, but could not be read back: { $reason }
identity-not-restored = ❌ The identity was not restored to { $node }: { $reason }

# What is being done, on the command line.
identity-doing-connecting = No steadymesh runs here: connecting to the radio for a moment …
identity-doing-reading = Reading what the radio has …
identity-doing-writing = Writing …
identity-doing-restarting = Saved; waiting for the radio to restart …
identity-doing-checking = It is back; reading what it has now …

# `identity backup`.
identity-kept = ✅ { $file } holds the identity of { $node } “{ $name }”: key { $fingerprint }, { $channels ->
    [one] one channel
   *[other] { $channels } channels
}.
identity-kept-secret = Whoever has { $file } can read what is written to this radio, and write in its name. Keep it apart from this machine.

# `identity restore`.
identity-exposed = ⚠️ Others may read { $file }, which holds the radio's private key: `chmod 600` it.
identity-file-holds = { $file } holds the identity of { $node } “{ $name }”, saved { $saved_at }: key { $fingerprint }, { $channels ->
    [one] one channel
   *[other] { $channels } channels
}.
identity-planned = This would be written to the radio { $node } “{ $name }” ({ $hw_model }, firmware { $firmware }):
identity-planned-yes = Nothing was written. With --yes it is; the radio restarts then, and is away for half a minute.
identity-restored-report = ✅ The radio { $after } has this identity now (key { $fingerprint }):
identity-different-report = ❌ The identity was saved, but the radio { $after } does not have all of it:
identity-unread-report = ⚠️ The identity was saved to { $before }, but could not be read back ({ $reason }). Look again with the same command in a minute: it says whether anything is missing.
identity-failed-dropped-report = ❌ Nothing was saved ({ $reason }). The radio { $before } restarts, and has what it had before.
identity-failed-open-report = ❌ Nothing was saved ({ $reason }). Restart the radio { $before } by hand: it has what it had before then. The same command without --yes shows what it has.

identity-state-same = ✅ { $step }
identity-state-adjusted = ✅ { $step } (the radio adapted a detail)
identity-state-other = ❌ { $step }: the radio has something else
identity-state-done = { $step }: taken
identity-state-failed = ❌ { $step }: not taken
identity-state-left = { $step }: not begun

identity-step-channel = Channel { $index }: “{ $name }” ({ $role }) in place of “{ $was }” ({ $was_role })
identity-step-channel-off = Channel { $index }: { $role }; “{ $was }” ({ $was_role }) goes
identity-step-key = Key pair: { $fingerprint } in place of { $was }
identity-step-key-and-admins = Key pair: { $fingerprint } in place of { $was }; admin keys: { $admins }
identity-step-admins = Admin keys: { $admins }
identity-step-owner = Names: “{ $name }” ({ $short_name }) in place of “{ $was }” ({ $was_short_name })
identity-role-primary = primary
identity-role-secondary = secondary
identity-role-disabled = off

identity-note-key-lost = ⚠️ The key that the radio has now ({ $fingerprint }) is gone afterwards: back it up to another file first, if anybody knows it.
identity-note-peers = People see the radio's old key { $fingerprint } again: direct messages from those who had it work at once, those who took the present one must hear it anew.
identity-note-renumbered = The radio's number becomes { $after } instead of { $before }: on firmware 2.8 it follows from the key.
identity-note-known-elsewhere = ⚠️ People know this key under { $before }; it goes on under { $after }, and firmware before 2.8 takes that for somebody else until it hears its name.
identity-note-hardware = ⚠️ The backup is of another kind of radio ({ $before }; this is { $now }). If that one still runs, two radios have one key.
identity-note-region = The radio's region is not set: it does not send, and may not use its key, before that.

# Refusals.
identity-no-link = The radio is not connected now. `steadymesh link status` says why; try again when it is READY.
identity-managed = The radio is managed: it obeys its administrators over the air, and no client beside it. End the managed mode by remote administration first.
identity-licensed = The radio is set to licensed amateur operation, where it keeps no key and no channel's PSK. End that mode first; nothing was written.
identity-no-key = The radio has no key pair, or does not tell it; nothing was kept. It makes one when its region is set for the first time, since firmware 2.5.
identity-keys-apart = The radio's private and public key don't belong together; nothing was kept. Restart the radio, which derives the public key anew, and try again.
identity-weak = The key { $fingerprint } is one of those that firmware knows for weak: the radio would make another one at its next start. Nothing was written; let it make a new key.
identity-nothing-to-do = The radio { $node } has this identity already (key { $fingerprint }); nothing was written.
identity-untold = The radio did not tell { $what ->
    [security] its security settings
    [owner] its names
   *[channel] its channel { $index }
} ({ $reason }); nothing was done. Is it busy, or does a proxy in between keep such requests? Try again in a minute.
identity-unreadable = Settings for the radio can't be read; they were not written.
identity-busy = Somebody is at work on the radio's identity already. Try again in a minute.
identity-job-gone = This work on the identity is not known any more. Was steadymesh restarted meanwhile? Look at its log, and begin again.
identity-no-radio = No steadymesh runs on this state directory, and no radio is named. Give --set link.node=tcp://ADDRESS, or the --state-dir of the one that runs.
identity-mute = A process holds the state directory { $state_dir }, and does not answer. Look at its log, end it if need be, and try again.
identity-other-radio = The running steadymesh serves { $serves }, not { $asked }. Name its own radio, or another --state-dir.
identity-occupied = Another program has the only place of { $address }; it was not put out. End that program, or ask the steadymesh that runs with its own --state-dir.
identity-unreachable = The radio at { $address } was not ready within { $seconds } s ({ $why }). `steadymesh doctor` looks for the reason.

# The file.
identity-file-unreadable = { $file } can't be read: { $why }. Check its name and its permissions.
identity-file-kind = { $file } is not a file. Name one that `steadymesh identity backup` wrote.
identity-file-foreign = { $file } is not an identity of steadymesh; nothing was written to the radio. Name a file that `steadymesh identity backup` wrote.
identity-file-official = { $file } is an export of the official client (--export-config), not an identity of steadymesh. Restore it with the official client: `meshtastic --configure FILE`.
identity-file-version = { $file } is an identity of format version { $version }; this steadymesh knows { $known }. Use the steadymesh that wrote it, or a later one.
identity-file-damaged = { $file } is damaged, or was changed by hand ({ $part }); nothing was written to the radio. Use another copy of it.
identity-target-kind = { $file } is there already, and is no plain file: a link or a device is not followed or replaced. Name another file.
identity-target-exists = { $file } is there already; it was not touched. Name another file, or add --replace.
identity-target-folder = The identity can't be written to { $file }: { $is_there ->
    [yes] its directory can't be written to
   *[no] there is no such directory
}. Name another directory.
identity-target-unwritable = The identity can't be written to { $file }: { $why }. Name another directory.
