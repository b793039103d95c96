# What the command line prints.
cli-yes = yes
cli-no = no
cli-unknown = ?

cli-defect = A defect of steadymesh { $version } ended this command ({ $kind }). Please report it to the project with what you did; --log-level debug shows where it lies.

cli-column-node = NODE
cli-column-name = NAME
cli-column-short = SHORT
cli-column-heard = LAST HEARD
cli-column-hops = HOPS
cli-column-snr = SNR
cli-column-key = KEY
cli-column-hardware = HARDWARE
cli-column-fingerprint = FINGERPRINT
cli-column-source = SOURCE
cli-column-radio = IN RADIO
cli-column-seen = LAST SEEN

cli-source-heard = heard
cli-source-radio = radio
cli-source-import = import
cli-source-link = contact link
cli-source-operator = operator

cli-config-fine = { $file } is fine.
cli-config-fine-no-file = The configuration is fine (there is no file).
cli-config-default = default
cli-config-origin = default { $default }; from { $origin }

cli-link-ready = READY on { $address } since { $since }
cli-link-waiting = waiting { $wait } before attempt { $attempt } to reach { $target }; lost because: { $reason }
cli-link-connecting = connecting to { $target } (attempt { $attempt })
cli-link-handshake = connected to { $address }, reading its configuration
cli-link-yielded = left to another client for { $wait } more; `steadymesh link take` takes it back
cli-link-released = given away on purpose for { $wait } more; `steadymesh link take` takes it back
cli-link-closing = saying goodbye to { $address }
cli-link-stopped = stopped
cli-link-other = { $state } ({ $target })

cli-released = The radio's place is given away for { $duration }; `steadymesh link take` takes it back.
cli-taken = The radio's place is being taken back.

cli-reason-resolve = its name has no address
cli-reason-connect = no connection (refused, unreachable, or no answer in time)
cli-reason-handshake = it did not send its configuration
cli-reason-probe = it stopped answering
cli-reason-closed = it closed the connection
cli-reason-reset = the connection was cut off
cli-reason-released = given away on purpose
cli-reason-stopped = stopped as asked

cli-status-health = Health
cli-status-link = Link
cli-status-radio = Radio
cli-status-reconnections = Reconnections
cli-status-nodes = Nodes
cli-status-keys = Keys
cli-status-commands = Commands
cli-status-messages = Messages
cli-status-storage = Disk
cli-status-process = Process

cli-reconnections = { $today } today, { $total } since the start; the last outage took { $last }
cli-under-a-second = less than a second
cli-reconnections-none = none since the start
cli-nodes-known = { $known } known
cli-keys-known = { $known } known, { $held } held by the radio; syncs: { $complete } complete, { $skipped } skipped, { $failed } failed
cli-commands = { $answered } answered, { $failed } failed; half within { $median } ms, 99 % within { $slow } ms
cli-commands-none = none yet
cli-delivered = { $acknowledged } acknowledged, { $relayed } relayed, { $refused } refused, { $expired } expired
cli-storage = ⚠️ nothing can be written down ({ $cause ->
    [locked] another program has the database
    [full] the disk is full
    [read-only] the disk is read-only
    [hanging] the disk does not answer
    [unreachable] the database can't be opened
    [io] the disk reports errors
    [damaged] the database is damaged
   *[other] the database refuses it
}); { $waiting ->
    [one] one change waits
   *[other] { $waiting } changes wait
} in memory
cli-process = version { $version }, process { $pid }, up for { $up }

cli-imported = { $file }: { $imported ->
    [one] { $imported } key
   *[other] { $imported } keys
} imported, { $unchanged } known already, { $without_key ->
    [one] { $without_key } entry
   *[other] { $without_key } entries
} without a key, { $problems ->
    [one] { $problems } problem
   *[other] { $problems } problems
}
cli-import-more-problems = … and { $count ->
    [one] { $count } more problem
   *[other] { $count } more problems
} (--json shows all)
cli-import-replaced = { $before ->
    [none] The key { $fingerprint } of { $who } is verified now
   *[other] The key of { $who } is { $fingerprint } now, in place of { $before }
}
cli-import-more-replaced = … and { $count ->
    [one] { $count } more key
   *[other] { $count } more keys
} in place of others, or verified (--json shows all)
cli-import-not-saved = The keys count in the running steadymesh until it restarts, but are not on the disk: the database does not answer. They are written as soon as it does.
cli-exported = { $exported ->
    [one] { $exported } key
   *[other] { $exported } keys
} and { $without_key ->
    [one] { $without_key } node
   *[other] { $without_key } nodes
} without a key written to { $file }
cli-results-refused = The results can't be written: { $why }. Look at where stdout leads to.

cli-column-trust = TRUST
cli-column-note = NOTE

cli-trust-seen = seen
cli-trust-verified = verified
cli-trust-revoked = revoked

cli-held-mark = WAITS FOR A DECISION
cli-found-weak = weak
cli-found-shared = shared
cli-found-impostor = impostor
cli-found-not-own-number = not its number's
cli-found-malformed = malformed

cli-hold-policy = keys.on_change is set to hold every changed key
cli-hold-verified = the key that it would replace is verified
cli-hold-admin = the key that it would replace is an administrator's
cli-hold-favorite = the node is a favourite in the radio
cli-hold-own-number = the key that it would replace is provably this number's own
cli-hold-recent-dm = a direct message was exchanged under the other key within a day
cli-hold-alternating = two keys take turns under this number: two radios, or somebody who plays another
cli-hold-too-many = too many keys have changed today
cli-hold-revoked = this key is revoked

cli-finding-weak = { $who }, key { $fingerprint }: a known weak key, others can read what is encrypted to it (CVE-2025-52464). Its owner should update the firmware and make a new key; `steadymesh keys revoke { $fingerprint }` stops its use.
cli-finding-shared = { $who }, key { $fingerprint }: { $others } shows the same key. Vendors cloned radios, or somebody copied one: each can read the other's messages. Their owners should make new keys.
cli-finding-impostor = { $who }, key { $fingerprint }: it shows our own radio's key as its own. It is a copy of our radio's identity, or plays it. If no second radio of yours has it, make a new key for ours.
cli-finding-not-own-number = { $who }, key { $fingerprint }: this number was drawn from another key (firmware 2.8). The node has a new key and kept its number, or somebody else uses it. Ask its owner, then `steadymesh keys verify` or `steadymesh keys revoke`.
cli-finding-malformed = { $who }: it told a key that is none (all zero, or not 32 bytes); it was not taken. Its owner should make a new key.
cli-finding-other = { $who }, key { $fingerprint }: { $kind }.
cli-audit-clean = Nothing is wrong with the known keys.

cli-key-node = Node
cli-key-current = Key
cli-key-held = Held key
cli-key-radio = Radio
cli-key-successor = Lives on as
cli-key-former = Former key
cli-key-finding = Finding
cli-key-last_dm = Last message
cli-key-pushed = Pushed
cli-key-asked = Asked
cli-key-none = none that may be used
cli-key-is-own = { $fingerprint }: our own radio
cli-key-binding = { $fingerprint }, { $trust }, source: { $source }; first seen { $first }, last seen { $last }
cli-key-waits = { $fingerprint }, since { $since }: { $why }. Compare it with its owner, then `steadymesh keys accept { $node }` or `steadymesh keys reject { $node }`
cli-key-waits-revoked = { $fingerprint }, since { $since }: it is revoked. If it is to be used again, `steadymesh keys verify { $node }` with the key and --replace; else `steadymesh keys reject { $node }`
cli-key-was = { $fingerprint }, { $trust }, { $first } – { $until }
cli-key-renumbered = { $fingerprint }, { $trust }, { $first } – { $until }; moved on to another number
cli-key-radio-yes = holds the key
cli-key-radio-no = lacks the key
cli-key-radio-other = holds another key ({ $fingerprint })
cli-key-radio-unknown = not known whether it holds the key
cli-key-radio-favorite = a favourite there
cli-key-radio-verified = marked as verified there

cli-key-verify-done = The key { $fingerprint } of { $who } is verified.
cli-key-verify-others = It is also the key of { $nodes }: ask its owner why.
cli-key-accept-done = { $fingerprint } is the key of { $who } now; { $before ->
    [none] there was none before
   *[other] before it was { $before }
}.
cli-key-radio-keeps = The radio keeps another key of { $who } ({ $kept }), which somebody has marked as verified there. If the new one is right: steadymesh keys verify { $node }
cli-key-reject-done = { $fingerprint } was rejected and won't come up again; { $current ->
    [none] { $who } has no other key
   *[other] the key of { $who } is { $current }
}.
cli-key-revoke-done = The key { $fingerprint } of { $who } is revoked: nothing is encrypted with it any more.
cli-key-revoke-several = The key { $fingerprint } is revoked under all its numbers ({ $nodes }): nothing is encrypted with it any more.
cli-key-forget-done = { $keys ->
    [one] The key of { $who } is forgotten.
   *[other] The { $keys } keys of { $who } are forgotten.
}
cli-key-push-placed = The radio holds the key { $fingerprint } of { $who } now.
cli-key-push-held-already = The radio held the key { $fingerprint } of { $who } already; nothing was written.
cli-key-push-done = { $who }: { $result }.
cli-key-ask-done = { $who } was asked for its key; the answer, if it comes, takes a minute. `steadymesh keys show` shows it.
cli-key-link = { $who }, key { $fingerprint }: scan this in the Meshtastic app, or open the link.
cli-import-link = The contact link
cli-backup-unknown = The running steadymesh can't write a backup. Is it of an older version? Restart it.

console-hello = Commands as on the mesh, without the prefix; help lists them. Tab completes, Ctrl-D leaves.

## service

service-which = Write either --system or --user.
service-needs-root = Only root installs a service for the whole machine. Write sudo in front of it, or --user for a service of your own.
service-no-config = There is no configuration { $file }. Write it first; it needs [link] and node = "tcp://…".
service-no-radio = { $file } names no radio: the service would end at once. Write node = "tcp://…" under [link] in it.
service-radio-later = No radio is named yet. Before the first start write node = "tcp://…" under [link] in { $config }, or STEADYMESH_LINK__NODE=tcp://… in { $environment }.
service-closed = The service runs as a user of its own, which can't read { $file }: the mode of { $place } is { $mode }. Open it with chmod { $bits } { $place }; what is secret goes into { $credentials }.
service-in-the-way = { $file } is there already, and was written by somebody else. Move it away, or write --force.
service-not-written = { $file } can't be written: { $why }.
service-no-manager = The unit is written, but there is no { $program } here to start it. Where systemd runs: { $command }
service-not-started = The unit is written, but “{ $command }” failed: { $why }. Mend that, and run it by hand.
service-written = { $file } is written. Secrets go into { $credentials }, one file a setting.
service-started = It runs, and will at each boot. `systemctl status steadymesh` shows the link, `journalctl -u steadymesh -f` the log.
service-started-user = It runs while you are logged in; `loginctl enable-linger` lets it run always. `systemctl --user status steadymesh` shows the link.
service-then = Where systemd runs: { $commands }

alerts-no-service = No service is configured that could be told. Set alerts.urls, or alerts.urls_file.
alerts-none-running = The running steadymesh knows no service. Restart it: it was started with other settings.
cli-alerts-taken = { $service }: taken
cli-alerts-refused = { $service }: refused{ $status ->
    [0] {""}
   *[other] {" "}(status { $status })
}; is its address right?
cli-alerts-unreachable = { $service }: can't be reached, or does not answer; is there a way to it?
cli-alerts-late = { $service }: no answer in time
cli-alerts-unusable = { $service }: its address in alerts.urls can't be used; docs/alerts.md shows how each is written
cli-alerts-no-service = Nobody is told: no service is configured (alerts.urls).
cli-alerts-current = Going on:
cli-alerts-calm = Nothing is going on.
cli-alerts-row = { $what }, for { $duration }: { $names }
cli-alerts-waiting = Waiting to be told:
cli-alerts-all-told = Nothing waits to be told.
cli-alerts-last-taken = taken
cli-alerts-last-refused = refused{ $status ->
    [0] {""}
   *[other] {" "}(status { $status })
}
cli-alerts-last-unreachable = can't be reached
cli-alerts-last-late = no answer in time
cli-alerts-last-unusable = its address can't be used
cli-column-service = service
cli-column-told = told
cli-column-waiting = waiting
cli-column-last = last
