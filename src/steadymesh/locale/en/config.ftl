# One sentence for each setting: what it does, and when to change it.
setting-language = Language of the log, of replies and of tables; by default that of your locale.
setting-state-dir = Directory that holds everything that is kept: database, lock, control socket.
setting-link-node = Where the radio is; `run --node` names it too.
setting-link-preset = `gentle` gives a fragile node more time: 15 s before a new connection, 3 s to settle, 15 s to the key sync.
setting-link-connect-timeout = Longest wait for the name to be resolved, and for the connection to open.
setting-link-first-frame-timeout = Longest wait for the first answer after the configuration was asked for.
setting-link-stall-timeout = Longest gap while the radio sends its configuration; healthy ones pause up to 10 s.
setting-link-heartbeat-interval = Silence of the radio after which it is probed.
setting-link-heartbeat-timeout = Longest wait for the answer to a probe; two in a row unanswered end the link.
setting-link-queue-status-timeout = Longest wait for the radio to say that it took a packet.
setting-link-room-timeout = Longest wait for room in the radio's transmit queue.
setting-link-stable-after = READY for so long is a stable link: the back-off starts again from its first step.
setting-link-backoff-first = First pause after the immediate attempt to reconnect; each further one is longer.
setting-link-backoff-max = Longest pause between two attempts; they never end.
setting-link-reconnect-delay = Pause before every new connection, for nodes that need time after a loss (the old TCP_INTERFACE_CLEANUP_DELAY).
setting-link-settle = Pause between the connection and the first question (the old TCP_INTERFACE_STABILIZATION_DELAY).
setting-link-yields = How long another client that keeps taking the radio's only place is left alone: first, second, every further time.
setting-link-nodelay = Send small packets at once (TCP_NODELAY).
setting-link-keepalive = Let the operating system probe a silent connection too.
setting-link-keepalive-idle = Silence after which the operating system probes.
setting-link-keepalive-interval = Pause between two probes of the operating system.
setting-link-keepalive-count = Unanswered probes after which the operating system ends the connection.
setting-link-user-timeout = How long sent bytes may stay unacknowledged before the operating system ends the connection; 0 leaves it to the system.
setting-link-rescue-command = Command that is run, without a shell, when the radio stays away: a smart plug that restarts it, for instance.
setting-link-rescue-after = How long the radio must be away before the rescue command is run.
setting-link-rescue-interval = Least time between two rescues.
setting-radio-text-gap = Least time between two texts; the firmware drops the second of two within 2 s.
setting-keys-sync-delay = Time from READY to the key sync: 10 s is the least advised on an ESP32, 20–30 s suit slow nodes, 0 a Linux node.
setting-keys-sync-interval = Time between two periodic key syncs; 0 turns them off.
setting-keys-push = Whose keys are written into the radio, which needs them to encrypt: `needed` those of people who are expected to write or to whom a message waits, `all` as many as it may hold, `off` nobody's.
setting-keys-on-change = What becomes of a changed key: `cautious` holds it where the old one is verified, an administrator's, a favourite's or in use, and accepts it with a warning elsewhere; `accept` takes every one; `hold` none before `steadymesh keys accept`.
setting-keys-push-on-router = Write keys also into a radio whose role is ROUTER, ROUTER_LATE or CLIENT_BASE: each becomes a favourite there, and favourites change how it relays.
setting-keys-table-size = How many nodes the radio's table holds; 0: what its hardware is known to hold at least.
setting-bot-prefix = What a command begins with.
setting-bot-channels = Channels on which commands are answered too, by slot or name; direct messages always are.
setting-bot-max-age = Older questions are not answered any more.
setting-bot-commands-per-minute = Commands that each person gets answered in a minute, in the long run.
setting-bot-commands-at-once = Commands that each person gets answered at once, before the limit of a minute counts.
setting-bot-admins = Public keys of the administrators: only a direct message under one of them may call their commands.
setting-alerts-link-after = How long the radio must be away before the alert; 0 turns it off.
setting-log-format = `text` for people, `json` for programs: one object a line.
setting-log-level = What is written at all: `debug` shows every step and tracebacks.

## Lists of keys: what is accepted, what is wrong

accepts-public-keys = a list of public keys, each in base64, URL-safe base64 or hex, or as a contact link
refused-entry = entry { $number }, “{ $text }”: { $why }
