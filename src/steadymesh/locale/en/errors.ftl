# What the command line says when it can't do as asked. The errors' own English is the same, word by word.

## Words that don't exist, or lack something

usage-option = There is no option { $word }. { $remedy }
usage-command = There is no command { $word }. { $remedy }
usage-missing = { $word } needs a value. { $remedy }
usage-extra = { $word }: nothing more can be given here. { $remedy }
usage-value = { $word }: “{ $value }” is none of what it takes. { $remedy }
usage-see-help = `{ $command } --help` shows how.
usage-did-you-mean = Did you mean { $nearest }?

run-node-and-sim = --node and --sim exclude each other. Give one of them.
run-no-radio = No radio is named. Write --node tcp://ADDRESS, set link.node, or try --sim for a simulated one.
run-faults-need-sim = Faults are for the simulated radio. Add --sim.
sim-wrong-nodes = --nodes { $nodes } is no size for a mesh. Give 1 to 100000.
sim-wrong-address = --listen “{ $text }” is no address. Write 127.0.0.1:4403, [::1]:4403 or 0.0.0.0:4403.
sim-cannot-listen = The simulated radio can't listen on { $host }:{ $port }: { $why }. Name another address or port.
release-no-duration = link release { $text }: { $why }.
release-out-of-range = The link can be released for more than 0 s and at most 7 days.

fault-unknown-near = There is no fault called “{ $name }”. Did you mean “{ $nearest }”?
fault-unknown = There is no fault called “{ $name }”. There are: { $names }.
fault-wrong-seconds = “{ $seconds }” is no number of seconds after which the fault “{ $name }” could begin. Write { $name }@30 for half a minute after the start.
fault-needs-bot = The fault “{ $name }” lies in the bot, and there is none here. Write `steadymesh run --sim --fault { $name }`.
fault-needs-radio = The fault “{ $name }” can't happen to a recording. Leave out --replay, or choose another.
drill-unknown-near = There is no drill called “{ $name }”. Did you mean “{ $nearest }”?
drill-unknown = There is no drill called “{ $name }”. There are: { $names }.

recording-too-large = { $path } is too large for a recording. 64 MiB is the most.
recording-unreadable = { $path } can't be read: { $why }. Name a recorded conversation.
recording-no-text = { $path } is no text. Name a recorded conversation (JSON lines).
recording-wrong-line = { $path }, line { $line }: this is no line of a recorded conversation ({ $why }). Each has "t", "from" and "hex" or "event"; the first says "what".
recording-no-handshake = { $path } has no handshake in it. Name a recorded conversation.

## Settings

config-file-missing = The configuration file { $file } does not exist. Check the path given with --config.
config-file-unreadable = The configuration file { $file } can't be read: { $why }.
config-file-too-large = The configuration file { $file } is larger than 1 MB. Is it the right file?
config-file-encoding = { $file }:{ $line }: this is not UTF-8. Save the file as UTF-8.
config-file-no-toml = { $file }:{ $line }: this is no TOML: { $why }. Settings are written as: settle = "3s".
config-file-too-deep = { $file }: lists or tables in it are nested too deeply.
config-wrong-set = --set { $text }: write --set section.key=value, such as --set link.settle=3s.
config-former = { $name } ({ $origin }) is a setting of the former bot: write { $heir } now.
config-former-two = { $name } ({ $origin }) is a setting of the former bot: write { $heir } and { $other } now.
config-is-section = { $name } ({ $origin }) is a section, not a setting: write its settings under [{ $name }].
config-unknown-near = { $name } ({ $origin }) is no setting; did you mean { $nearest }?
config-unknown-section = { $name } ({ $origin }) is no setting, and there is no such section; did you mean [{ $section }]?
config-unknown = { $name } ({ $origin }) is no setting; `steadymesh config show` lists them all.
config-refused = { $setting }{ $place }: { $why }.
config-refused-because = { $setting }{ $place }: { $why }

refused-write = write { $accepted }
refused-must-be = it must be { $accepted }
refused-without-unit = a number without a unit could be anything: write { $seconds } for seconds or { $minutes } for minutes
refused-open-quotation = a quotation mark in it is never closed
refused-no-hours = they end when they begin: leave it empty for none
refused-no-home = its home directory is not known: write the whole path
refused-backoff = it must not be less than link.backoff_first

accepts-duration = a number with a unit, such as 500ms, 15s, 2m or 1h30m, or 0
accepts-range = { $least } to { $most }
accepts-zero-or-range = 0, or { $least } to { $most }
accepts-whole-seconds = { $least } to { $most }, in whole seconds
accepts-durations = a list of durations, each { $each }
accepts-switch = true or false
accepts-count = a whole number from { $least } to { $most }
accepts-one-of = { $first } or { $last }
accepts-command = a list of words, or one string with the words of a command
accepts-nodes = a list of nodes, each its id or its whole name, such as ["!0badcafe", "Weather"]
accepts-channels = a list of channels, each a slot from 0 to { $last } or a name, such as [0, "Team"]
accepts-prefix = 1 to { $longest } visible characters without a space
accepts-hours = two times of day, such as "22:00-06:30", or nothing
accepts-fraction = a number from { $least } to { $most }, or per cent such as 5%
accepts-node-url = tcp://host or tcp://host:port
accepts-folder = the path of a directory

## Addresses, nodes and keys

target-empty = The radio's address is empty. Write tcp://192.168.1.38, tcp://[::1]:{ $port } or tcp://meshtastic.local.
target-invalid = “{ $text }” is not a radio's address: { $why }. Write tcp://192.168.1.38, tcp://[::1]:{ $port } or tcp://meshtastic.local.
target-later = “{ $text }” can't be reached: serial and Bluetooth links are not available yet. Write tcp://192.168.1.38, tcp://[::1]:{ $port } or tcp://meshtastic.local.
target-space = it holds a space or a control character
target-no-user = a radio's address has no place for a user name
target-no-path = a radio's address has no place for a path
target-no-query = a radio's address has no place for a query
target-no-fragment = a radio's address has no place for a fragment
target-colons = an IPv6 address stands in brackets, a port behind one colon
target-no-host = the host is missing
target-no-ipv4 = “{ $part }” is not an IPv4 address
target-no-ipv6 = “{ $part }” is not an IPv6 address
target-no-name = “{ $part }” is not a host name
target-no-port = “{ $part }” is not a port (1 to 65535)
target-no-scheme = “{ $part }” is not a way to a radio, only tcp is

id-no-node = “{ $text }” is not a node number. Write !0badcafe, 0x0badcafe or a decimal number.
id-node-out-of-range = “{ $text }” is not a node number. It must lie within 1 and 4294967295.
id-key-length = A public key has { $bytes } bytes, this one { $length }.
id-key-of-zeros = A public key of zeros is no key.
id-no-key = This is no public key. Write 44 characters of base64 or 64 hex digits.

## The running process and its state directory

control-not-running = No running steadymesh uses the state directory { $state_dir }. Start one with `steadymesh run`, or name another directory with --state-dir.
control-too-much = This is too much for one request ({ $size } KiB). Import it in parts.
control-no-answer = The running steadymesh did not answer within { $timeout_s } s. What it had not begun by then it leaves undone. Look at its log, restart it if need be.
control-foreign = The control socket { $path } belongs to somebody else. Run this as the user who runs steadymesh.
control-hangs = The running steadymesh takes no connection. It may hang: look at its log, restart it if need be.
control-unusable = The control socket { $path } can't be used: { $why }.
control-cut-off = The running steadymesh closed the connection before it had answered. See whether it has done what you asked (its log; outbox list) before you try again.
control-answer-unreadable = The running steadymesh gave an answer that can't be read. Is it of another version? Restart it.
control-path-too-long = The path of the control socket is longer than { $limit } bytes: { $path }. Choose a shorter --state-dir.
control-no-report = The running steadymesh gave no report of the import. Is it of another version?
state-in-use = The state directory { $path } is in use by another steadymesh (process { $pid }). Stop that one first, ask it through its commands, or choose another --state-dir.
state-in-use-by-somebody = The state directory { $path } is in use by another steadymesh. Stop that one first, ask it through its commands, or choose another --state-dir.
state-unusable = The state directory { $path } can't be used: { $why }. Check its owner and mode, or choose another with --state-dir.

## Operators' scripts

script-missing = There is no script { $script }. Check its path.
script-no-folder = The folder { $folder } in which the script { $script } runs is missing or can't be entered. Create it, or look at its owner and mode.
script-not-executable = The script { $script } may not be run. Is it a file, and marked as executable (chmod +x)?
script-no-interpreter = The system finds no program to run the script { $script } with. Begin it with a line such as #!/usr/bin/env python3, and install what that line names.
script-not-started = The system does not start the script { $script }: { $why }. Look at the machine's memory, processes and open files.
script-exit-code = The script { $script } ended with exit code { $code }. Run it by hand, with a question on its standard input.
script-signal = The script { $script } was ended by the signal { $signal }. Run it by hand, with a question on its standard input.
script-late = The script { $script } took longer than { $timeout_s } s and was ended. Make it faster, or give it more time.
script-too-much = The script { $script } wrote more than { $size } KiB and was ended. A message holds some 200 bytes: let it write less.
script-json-text = The script { $script } wrote JSON whose "text" is missing or is no text. Write "text": "…", or the text alone without JSON.
script-json-refused = The script { $script } wrote JSON whose "refused" is neither true nor false. Write one of them, or leave it out.
script-json-key = The script { $script } wrote JSON with the key "{ $key }", which nobody reads. There are "text" and "refused".
