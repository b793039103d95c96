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

cli-status-link = Link
cli-status-radio = Radio
cli-status-reconnections = Reconnections
cli-status-nodes = Nodes
cli-status-keys = Keys
cli-status-commands = Commands
cli-status-messages = Messages
cli-status-process = Process

cli-reconnections = { $today } today, { $total } since the start; the last outage took { $last }
cli-under-a-second = less than a second
cli-reconnections-none = none since the start
cli-nodes-known = { $known } known
cli-keys-known = { $known } known, { $held } held by the radio; syncs: { $complete } complete, { $skipped } skipped, { $failed } failed
cli-commands = { $answered } answered, { $failed } failed; half within { $median } ms, 99 % within { $slow } ms
cli-commands-none = none yet
cli-delivered = { $acknowledged } acknowledged, { $relayed } relayed, { $refused } refused, { $expired } expired
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
cli-import-not-saved = The keys are in use, but not on disk yet: the database does not answer. They are written when it does.
cli-exported = { $exported ->
    [one] { $exported } key
   *[other] { $exported } keys
} and { $without_key ->
    [one] { $without_key } node
   *[other] { $without_key } nodes
} without a key written to { $file }
cli-results-refused = The results can't be written: { $why }. Look at where stdout leads to.
