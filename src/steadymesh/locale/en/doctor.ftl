### What `steadymesh doctor` finds, and what to do about it (the ids that end in -remedy).

doctor-sum = { $problems ->
        [0] { $warnings ->
            [0] Nothing is wrong
           *[other] No problem
        }
        [1] 1 problem
       *[other] { $problems } problems
    }{ $warnings ->
        [0] {""}
        [1] , 1 warning
       *[other] , { $warnings } warnings
    }; looked for { $seconds } s.

## Who runs

doctor-process-runs = Steadymesh { $version } is running (process { $pid }, for { $up }): it keeps the radio to itself, and is asked what it knows.
doctor-process-none = No steadymesh runs on { $state_dir }: the radio is looked at directly.
doctor-process-service = steadymesh.service is running, but not on { $state_dir }: it can't be asked.
doctor-process-service-remedy = To ask it, run this as root with --state-dir /var/lib/steadymesh.
doctor-process-mute = A process holds { $state_dir }, but answers on no control socket; the radio is left alone.
doctor-process-mute-remedy = If no other steadymesh command is at work there, restart it.
doctor-process-stuck = The steadymesh on { $state_dir } does not answer; the radio is left alone.
doctor-process-stuck-remedy = Look at the end of its log, then restart it.
doctor-process-foreign = The control socket in { $state_dir } belongs to somebody else; the radio is left alone.
doctor-process-foreign-remedy = Run this as the user who runs steadymesh, or as root.
doctor-process-other-version = The running steadymesh is version { $version }, this one is { $ours }.
doctor-process-other-version-remedy = Restart it to run what is installed.
doctor-process-other-radio = The running steadymesh serves { $serves }; { $asked } was not looked at.
doctor-process-other-radio-remedy = To look at that one, name another --state-dir.

## The settings

doctor-configuration-read = Configuration { $file } is fine; a dead link is noticed within { $noticed }.
doctor-configuration-no-file = Configuration is fine (no file, defaults); a dead link is noticed within { $noticed }.
doctor-configuration-slow-to-notice = A dead link is noticed only after { $noticed }.
doctor-configuration-slow-to-notice-remedy = Lower link.heartbeat_interval or link.heartbeat_timeout: interval + 2 × timeout should stay within 45s.
doctor-configuration-hasty-start = { $setting } = { $value } is short: a busy ESP32 needs longer for its first frame.
doctor-configuration-hasty-start-remedy = Set it to { $least } or more; 10s is the default.
doctor-configuration-hasty-stall = { $setting } = { $value } is short: big node tables come with gaps of up to 10 s.
doctor-configuration-hasty-stall-remedy = Set it to more than { $least }; 15s is the default.
doctor-configuration-hasty-texts = { $setting } = { $value } is short: radios drop the second of two texts within 2 s.
doctor-configuration-hasty-texts-remedy = Set it to more than { $least }; 2.2s is the default.
doctor-configuration-no-rescue = The program of link.rescue_command is not found.
doctor-configuration-no-rescue-remedy = Write its whole path, and see that it may be executed.
doctor-configuration-no-node = No radio is named, so none was looked at.
doctor-configuration-no-node-remedy = Write --node tcp://ADDRESS, or set link.node.
doctor-permissions-config-fine = { $file } is closed to others as far as it has to be (mode { $mode }).
doctor-permissions-config-open = Others may read { $file } (mode { $mode }), and { $settings } in it is secret.
doctor-permissions-config-open-remedy = chmod 0600 it; where the service can't read it then, put the secret into a file of its own in the folder credentials beside it, named as the setting.
doctor-permissions-config-writable = Others may write { $file } (mode { $mode }): it says which programs are run.
doctor-permissions-config-writable-remedy = chmod go-w it.
doctor-permissions-plugins-writable = Others may write { $path } (mode { $mode }): what lies there runs as the bot.
doctor-permissions-plugins-writable-remedy = chmod go-w it.
doctor-permissions-urls-open = Others may read { $file } (mode { $mode }), where addresses of notification services stand: each is a password.
doctor-permissions-urls-open-remedy = chmod 0600 it, or hand it over as a credential: a file alerts.urls in the folder credentials beside the configuration.
doctor-permissions-environment-open = Others may read { $file } (mode { $mode }), where secrets may stand.
doctor-permissions-environment-open-remedy = chmod 0600 it: the service manager reads it as root.
doctor-permissions-credentials-fine = The secrets in { $folder } are closed to others.
doctor-permissions-credentials-open = Others may look into { $folder } (mode { $mode }), where secrets lie.
doctor-permissions-credentials-open-remedy = chmod 0700 it.
doctor-permissions-credentials-unknown = { $name } in { $folder } is named as no setting: the service would not start.
doctor-permissions-credentials-unknown-remedy = Name it as its setting, such as link.rescue_command or plugin.ask.api_key, or take it away.

## The way to the radio

doctor-resolve-numeric = { $host } is an address: no name has to be looked up.
doctor-resolve-found = { $host } is { $addresses } (found in { $milliseconds } ms).
doctor-resolve-slow = { $host } is { $addresses }, but finding that took { $milliseconds } ms.
doctor-resolve-slow-remedy = Give the radio a fixed address and write that.
doctor-resolve-unknown = { $host } has no address.
doctor-resolve-unknown-remedy = Check the spelling and that the radio is on; or write its IP address (its screen or your router shows it).
doctor-resolve-stuck = Looking up { $host } gave nothing within { $limit } s.
doctor-resolve-stuck-remedy = Check this machine's network and name server; or write the radio's IP address.
doctor-visit-begins = Connecting to { $address } for about { $stay } s, then leaving in good order: a radio has room for one TCP client, so whoever was connected is put out now.
doctor-visit-occupied = A program on this machine is connected to { $address }: the radio has room for one client and was left alone.
doctor-visit-occupied-remedy = If it is a steadymesh, name its --state-dir; else end that program and run this again.
doctor-connect-open = Connected to { $address } in { $milliseconds } ms.
doctor-connect-slow = Connected to { $address }, but that took { $milliseconds } ms.
doctor-connect-slow-remedy = Check the radio's Wi-Fi signal.
doctor-connect-detour = Connected to { $address }, but not by { $missed }.
doctor-connect-detour-remedy = Write the address that works as link.node: every reconnection gains time.
doctor-connect-refused = { $address } refuses the connection: the machine is there, nothing listens on that port.
doctor-connect-refused-remedy = Is it the radio's address and port (4403)? Is its network on (Wi-Fi settings)? If it is restarting, try again in a minute.
doctor-connect-silent = { $address } did not answer at all within { $took } s.
doctor-connect-silent-remedy = Is the radio on and in the Wi-Fi, is this still its address (look at its screen or your router), does a firewall or “client isolation” stand between?
doctor-connect-unreachable = There is no way to { $address } from this machine.
doctor-connect-unreachable-remedy = Check that this machine is in the radio's network, and that the radio is on.
doctor-connect-cut = { $address } took the connection and closed it at once.
doctor-connect-cut-remedy = Another client wants its only place (a phone, another bot), or it restarts: close other apps, try again in a minute.
doctor-connect-other = { $address } can't be connected to: { $error }.
doctor-connect-other-remedy = Check this machine's network.

doctor-first-frame-came = First sign of the radio after { $milliseconds } ms.
doctor-first-frame-late = First sign of the radio only after { $milliseconds } ms.
doctor-first-frame-late-remedy = The radio is busy or its Wi-Fi is weak: bring it closer, restart it.
doctor-first-frame-silence = The connection was accepted, but nothing came in { $took } s, though it was asked twice.
doctor-first-frame-silence-remedy = Restart the radio: its main loop is stuck. If that does not help, something else listens there.
doctor-first-frame-stranger = What answers there does not speak as a Meshtastic radio does.
doctor-first-frame-stranger-remedy = Check address and port: a radio listens on 4403.

doctor-handshake-complete = Configuration read in { $took } s: { $nodes } nodes, { $keys } with a public key.
doctor-handshake-long = Configuration read, but that took { $took } s: { $nodes } nodes, { $keys } with a public key.
doctor-handshake-long-remedy = It works; each reconnection takes as long. Check the Wi-Fi signal.
doctor-handshake-repeated = Configuration read in { $took } s, but the radio had to be asked again: { $nodes } nodes, { $keys } with a public key.
doctor-handshake-repeated-remedy = Check its Wi-Fi signal and power; if it goes on, link.preset = "gentle" may help.
doctor-handshake-cut = The radio closed the connection after { $took } s, before its configuration was complete ({ $kilobytes } kB).
doctor-handshake-cut-remedy = Another client took its only place (a phone, another bot), or it restarts again and again: close other apps, check its power supply.
doctor-handshake-reset = The connection broke after { $took } s, before the configuration was complete ({ $kilobytes } kB).
doctor-handshake-reset-remedy = Try again; if it goes on, check the Wi-Fi and the radio's power supply.
doctor-handshake-stalled = The radio stopped in the middle of its configuration ({ $kilobytes } kB came, then nothing for { $silent } s), though it was asked twice.
doctor-handshake-stalled-remedy = Restart the radio. If it goes on, its node table may be damaged: reset it with the app.
doctor-handshake-unfinished = The configuration was still coming when time was up ({ $kilobytes } kB in { $took } s).
doctor-handshake-unfinished-remedy = The bot is patient and will get through; a better Wi-Fi signal makes it faster.

## On the link

doctor-probe-answered = { $count ->
        [1] Asked once, the radio answered in { $slowest } ms.
       *[other] Asked { $count } times, the radio answered in { $fastest } to { $slowest } ms.
    }
doctor-probe-slow = { $count ->
        [1] Asked once, the radio took { $slowest } ms to answer.
       *[other] Asked { $count } times, the radio took { $fastest } to { $slowest } ms to answer.
    }
doctor-probe-slow-remedy = Check its Wi-Fi signal (power saving, distance).
doctor-probe-lost = { $lost ->
        [1] One of the radio's answers never came
       *[other] { $lost } of the radio's answers never came
    } ({ $count } did, in { $fastest } to { $slowest } ms).
doctor-probe-lost-remedy = One now and then is normal; many mean a weak Wi-Fi, or a client on another way (Bluetooth, USB) that takes them.
doctor-probe-dead = The radio has stopped answering while we were connected.
doctor-probe-dead-remedy = Restart it; if it comes again, check its power supply and its Wi-Fi.
doctor-probe-not-needed = The radio kept talking, so it was not probed.
doctor-probe-no-time = No time was left for probes.
doctor-probe-remembered = The last probe was answered in { $milliseconds } ms.

doctor-other-client-none-seen = In { $took } s nobody took the place back: no other client reconnects by itself.
doctor-other-client-cut = The radio closed the connection { $took } s after it was ready: another client took its only place, or it restarted.
doctor-other-client-cut-remedy = Look for a phone's app, another bot or Home Assistant on this radio's TCP; if there is none, check its power supply.
doctor-other-client-reset = The connection broke { $took } s after it was ready.
doctor-other-client-reset-remedy = Check the Wi-Fi and the radio's power supply; a restarting radio looks like this too.
doctor-other-client-contended = { $count ->
        [1] Another client took the radio's place once since the start.
       *[other] Another client took the radio's place { $count } times since the start.
    }
doctor-other-client-contended-remedy = Look for a phone's app or another bot on this radio's TCP; to give the place away for a while: steadymesh link release 10m.

doctor-proxy-none-seen = The radio itself answers (in { $milliseconds } ms): no proxy is in between.
doctor-proxy-suspected = Heartbeats are answered, a request to the radio itself is not: something in between answers for it.
doctor-proxy-suspected-remedy = Connect to the node itself instead of a proxy or virtual node: keys can't be pushed through one.
doctor-proxy-no-metadata = The handshake did not tell the firmware, as every radio does: something in between may answer for it.
doctor-proxy-no-metadata-remedy = Connect to the node itself instead of a proxy or virtual node.

doctor-stream-noisy = Some of what came could not be read ({ $bytes } bytes between frames, { $frames } frames).
doctor-stream-noisy-remedy = It is skipped and does no harm; if it grows, update the firmware and check the Wi-Fi.
doctor-stream-was-noisy = { $count } bytes or frames could not be read since the start; they were skipped.

## The firmware

doctor-firmware-known = Firmware { $firmware } on { $hardware }.
doctor-firmware-untold = The radio did not tell its firmware ({ $hardware }); it is treated as an old one.
doctor-firmware-untold-remedy = See what is in between, or update the firmware.
doctor-firmware-unreadable = Firmware “{ $firmware }” on { $hardware } is no version that can be read; it is treated as an old one.
doctor-firmware-unreadable-remedy = Install an official build.
doctor-firmware-newer = Firmware { $firmware } on { $hardware } is newer than what this steadymesh was examined with (up to 2.8).
doctor-firmware-newer-remedy = It will most likely work; look for an update of steadymesh.
doctor-firmware-older = Firmware { $firmware } on { $hardware } is older than what this steadymesh was examined with (from 2.5.23).
doctor-firmware-older-remedy = Update the firmware.
doctor-firmware-weak-keys = Firmware { $firmware } may have made weak or cloned keys (CVE-2025-52464, fixed in 2.6.11).
doctor-firmware-weak-keys-remedy = Update the firmware, then have the radio make new keys.
doctor-firmware-no-add-contact = Firmware { $firmware } takes no keys from us (add_contact came with 2.6.8): it must hear each peer itself before it can write to it.
doctor-firmware-no-add-contact-remedy = Update the firmware.
doctor-firmware-no-heartbeat = Firmware { $firmware } does not answer heartbeats (2.7.4 does): it is probed by another question.
doctor-firmware-keys-replaced = Firmware { $firmware } takes a node's name from whoever sends it with another key (2.7.6 drops such a NodeInfo whole): a name may be false.
doctor-firmware-keys-replaced-remedy = Update the firmware.
doctor-firmware-reply-unacknowledged = Firmware { $firmware } does not fully acknowledge direct messages over several hops that quote another (2.7.12 does).
doctor-firmware-reply-unacknowledged-remedy = Update the firmware.
doctor-firmware-channel-dms = Firmware { $firmware } takes direct messages that only the channel's key protects (2.7.14 refuses them): their sender may be forged.
doctor-firmware-channel-dms-remedy = Update the firmware.
doctor-firmware-silent-fallback = Firmware { $firmware } sends a direct message with the channel's key only, and says nothing, when it lacks the peer's key (2.7.19 refuses).
doctor-firmware-silent-fallback-remedy = Update the firmware.
doctor-firmware-nodeinfo-silence = Firmware { $firmware } tells a node who asks who we are once in 12 h only.
doctor-firmware-idle-close = Firmware { $firmware } closes a TCP client that says nothing for 15 min; the bot's probes prevent that.
doctor-firmware-renumbering = Firmware { $firmware } takes the node's number from its key: after an upgrade from 2.7 it has another number.
doctor-firmware-silent-drops = Firmware { $firmware } drops direct messages that it can't decrypt without a word, which looks like bad reception.
doctor-firmware-silent-drops-remedy = Keep the people you talk to in the radio's contacts: make them favourites in the app.

## How the radio is set

doctor-region-unset = No region is set: the radio does not transmit at all.
doctor-region-unset-remedy = Set it with the app (LoRa, region).
doctor-region-set = Region { $region }, { $preset }.
doctor-region-limited = Region { $region } ({ $percent } % of each hour on air at most), { $preset }.
doctor-transmitter-off = The transmitter is switched off.
doctor-transmitter-off-remedy = Switch it on with the app (LoRa, transmit enabled).
doctor-airtime-spent = The radio was on air { $percent } % of the last hour; its region allows { $limit } %, then it refuses to send.
doctor-airtime-spent-remedy = Answer on fewer channels, raise radio.text_gap, or use a faster preset.
doctor-airtime-busy = The channel is busy for { $percent } % of the time; from 25 % on the radio holds back what is not urgent.
doctor-airtime-busy-remedy = Let the bot answer in direct messages only, or move the mesh to a faster preset.
doctor-airtime-full = The channel is busy for { $percent } % of the time; from 40 % on nodes tell nobody their keys any more.
doctor-airtime-full-remedy = Let the bot answer in direct messages only, and move the mesh to a faster preset.
doctor-airtime-used = The radio was on air { $percent } % of the last hour; its region allows { $limit } %.
doctor-hops-many = Each message may be repeated over { $hops } hops.
doctor-hops-many-remedy = Set the hop limit to 3: every hop takes everybody's airtime.
doctor-managed-locked = The radio is managed (security.is_managed): it takes no keys from us and was not asked for a proxy.
doctor-managed-locked-remedy = Switch that off with the app if the bot is to write keys into it.
doctor-role-router = The radio's role is { $role }, for masts: it repeats everybody first, and may save power at the cost of the network.
doctor-role-router-remedy = For a bot's radio, CLIENT is right.
doctor-role-sleeper = The radio's role is { $role }: it may sleep between reports, and be gone from the network.
doctor-role-sleeper-remedy = For a bot's radio, CLIENT is right.
doctor-role-base = The radio's role is { $role }: contacts that we write into it are not marked as favourites.
doctor-role-fine = The radio's role is { $role }.
doctor-role-hidden = The radio's role is { $role }: it tells the mesh little of itself, so few have its key.
doctor-role-hidden-remedy = For a bot's radio, CLIENT is right.
doctor-channels-unused = bot.channels names slot { $channel }, where the radio has no channel.
doctor-channels-unused-remedy = Correct bot.channels, or add the channel with the app.
doctor-node-table-room = The radio's node table holds { $nodes } nodes.
doctor-node-table-full = The radio's node table is probably full ({ $nodes } nodes): the oldest go, with their keys, and strangers are not asked who they are.
doctor-node-table-full-remedy = Mark those you need as favourites, or remove old ones with the app; the bot keeps every key that it has heard.
doctor-radio-keys-there = The radio has its key pair (it was not looked at).
doctor-radio-keys-missing = The radio has no private key: it can neither send nor read direct messages.
doctor-radio-keys-missing-remedy = Set its region, or have it make new keys with the app (Security); a proxy in between may also hold it back.

## The key sync

doctor-key-sync-early = The key sync comes { $delay } after the link is ready, which is soon for this ESP32.
doctor-key-sync-early-remedy = Set keys.sync_delay to { $least } or more, { $slow } on a slow node.
doctor-key-sync-works = Key syncs: { $complete } complete, none failed; { $known } keys known, { $held } of them in the radio.
doctor-key-sync-pending = No key sync yet; { $known } keys known, { $held } of them in the radio ({ $complete } complete, { $failed } failed).
doctor-key-sync-failed = Key syncs: { $failed } failed, { $complete } complete.
doctor-key-sync-failed-remedy = Raise keys.sync_delay to { $slow }; the log says what failed (pubkey-sync-error).

## What the running bot knows

doctor-link-ready = Link READY on { $address }, for { $span }.
doctor-link-yielded = The radio's place is left to another client for { $left } more (for { $span } so far, { $address }).
doctor-link-yielded-remedy = End the other client (a phone's app, another bot), then: steadymesh link take.
doctor-link-released = The radio's place was given away on purpose, for { $left } more (for { $span } so far, { $address }).
doctor-link-released-remedy = To take it back: steadymesh link take.
doctor-link-away = No link to { $address }: away for { $away }, attempt { $attempt }; lost because { $reason ->
        [closed] the other side closed it
        [reset] it was cut off
        [probe] the radio stopped answering
        [handshake] the configuration was not complete
       *[other] of { $reason }
    }.
doctor-link-away-remedy = Check that the radio is on and in the network. For a closer look: stop the bot and run this again.
doctor-link-starting = The bot was started { $up } ago and is on its way to { $address } (attempt { $attempt }).
doctor-link-never = The bot has not reached { $address } since its start { $up } ago (attempt { $attempt }).
doctor-link-never-remedy = Is it the radio's address, is the radio on and in the network? For a closer look: stop the bot and run this again.
doctor-losses-none = The link was never lost in { $up }.
doctor-losses-some = { $total ->
        [1] The link was lost once in { $up }
       *[other] The link was lost { $total } times in { $up }
    } (closed: { $closed }, no answer: { $unanswered }, other: { $others }; reconnections today: { $today }).
doctor-losses-often = { $total ->
        [1] The link was lost once in { $up }
       *[other] The link was lost { $total } times in { $up }
    } (closed: { $closed }, no answer: { $unanswered }, other: { $others }; reconnections today: { $today }).
doctor-losses-often-remedy = { $most ->
        [closed] Look for another client (a phone's app, a bot) and for restarts (power supply).
        [probe] Check the Wi-Fi signal and the node's stability.
       *[other] Check the node's stability, the network and whether another client uses it.
    } For a fragile node: link.preset = "gentle".
doctor-reboots-seen = { $count ->
        [1] The radio restarted once since the start.
       *[other] The radio restarted { $count } times since the start.
    }
doctor-reboots-seen-remedy = If you did not do it, check its power supply.
doctor-store-writes = What is to be kept is written ({ $waiting } waiting, { $dropped } lost).
doctor-store-failing = Nothing is written down at the moment ({ $cause ->
        [locked] another program has the database
        [full] the disk is full
        [read-only] the disk is read-only
        [hanging] the disk does not answer
        [unreachable] the database can't be opened
        [io] the disk reports errors
        [damaged] the database is damaged
       *[other] the database refuses it
    }); { $waiting } wait, { $dropped } were lost.
doctor-store-failing-remedy = { $cause ->
        [full] Free some disk space.
        [locked] Close the program that holds the database (a backup, an sqlite3 shell).
        [read-only] Check owner, mode and mount of the state directory.
        [hanging] Look at the disk (dmesg, the SD card, a network drive that is gone).
       *[other] Look at the disk and at the log.
    } It goes on by itself then.
doctor-store-dropped = Writing is too slow: { $dropped } states or texts were lost since the start, { $waiting } wait.
doctor-store-dropped-remedy = Use a faster disk than this SD card, or a less busy machine.
doctor-loop-lagged = The bot was once { $lag } s late.
doctor-loop-lagged-remedy = The machine is busy, or a plug-in blocks: the log tells when (loop-lagging).
doctor-log-dropped = { $count } lines of the log were lost: nobody read them in time.
doctor-log-dropped-remedy = See where the log goes (a stopped terminal, a full disk).

## Its rooms

doctor-health-silent = The link seems to stand, but the radio has answered nothing for { $answered } s (more than { $limit } s).
doctor-health-silent-remedy = The bot is about to connect anew; if it does not, look at the end of its log and restart it.
doctor-keys-sound = { $known ->
        [1] The key book is sound: 1 key.
       *[other] The key book is sound: { $known } keys.
    }
doctor-keys-unread = The key book could not be read from the disk: nothing that is learned now is kept.
doctor-keys-unread-remedy = See what is said of the disk and of the database.
doctor-keys-findings = Something is wrong with { $total ->
        [1] 1 key
       *[other] { $total } keys
    } (weak: { $weak }, under several numbers: { $shared }, under a number that is not theirs: { $not_own_number }, no keys at all: { $malformed }).
doctor-keys-findings-remedy = steadymesh keys audit shows each, with what to do.
doctor-keys-impostor = { $impostor ->
        [1] Another node shows the key of our own radio
       *[other] { $impostor } other nodes show the key of our own radio
    } ({ $total } findings in all).
doctor-keys-impostor-remedy = steadymesh keys audit shows who. If it is not an old number of your own radio: have it make new keys.
doctor-keys-waiting = { $held ->
        [1] A changed key waits for you to decide.
       *[other] { $held } changed keys wait for you to decide.
    }
doctor-keys-waiting-remedy = steadymesh keys list --held shows them; then keys accept or keys reject.
doctor-contacts-not-pushed = No keys are brought into the radio: { $reason ->
        [PUSH_OFF] keys.push is off.
        [PUSH_MANAGED] the radio is managed.
        [PUSH_ROLE] its role relays favourites differently (keys.push_on_router allows it).
        [PUSH_UNSUPPORTED] its firmware is older than 2.6.8.
        [PUSH_NO_EFFECT] something between us and the radio swallows them.
       *[other] { $reason }.
    }
doctor-favourites-room = { $ours } of the radio's favourites are ours; { $cap } may be.
doctor-favourites-full = All { $cap } favourites that we may keep in the radio are in use ({ $ours }): for each new one an old one goes.
doctor-favourites-full-remedy = That is no harm as long as people get their answers; a radio with a larger node table (keys.table_size) has room for more.
doctor-share-room = We were on air { $used } s of the { $budget } s of this hour that are ours ({ $percent } %).
doctor-share-short = We were on air { $used } s of the { $budget } s of this hour that are ours ({ $percent } %): answers begin to wait.
doctor-share-short-remedy = steadymesh airtime shows who asked for it. Answer on fewer channels, or raise delivery.hour_share if the mesh can bear it.
doctor-plugins-loaded = { $count ->
        [1] 1 plug-in is loaded, none is paused.
       *[other] { $count } plug-ins are loaded, none is paused.
    }
doctor-plugins-refused = The plug-in { $name } is not loaded: { $why }
doctor-plugins-refused-remedy = steadymesh plugin check { $name } says it again after you have mended it; then restart the bot.
doctor-plugins-paused = { $name } has failed five times in a row and is paused for { $minutes } min.
doctor-plugins-paused-remedy = The log says why (plugin-failed); its author wants to know.
doctor-plugins-slow = { $name } was too slow for { $count } events.
doctor-web-listens = HTTP is served on { $address }.
doctor-web-off = No HTTP is served (web.enabled).
doctor-web-not-listening = HTTP is to be served, but its address can't be had.
doctor-web-not-listening-remedy = Another program has it: end that one, or choose another web.listen. It is tried again each minute.
doctor-alerts-told = { $count ->
        [1] 1 service is told when something is wrong.
       *[other] { $count } services are told when something is wrong.
    }
doctor-alerts-nobody = Nobody is told when the link stays away or something else is wrong.
doctor-alerts-nobody-remedy = Set alerts.urls, then try it: steadymesh alerts test.
doctor-alerts-failing = { $service } does not take our alerts ({ $count } failures in a row).
doctor-alerts-failing-remedy = Check its address and this machine's internet: steadymesh alerts test.

## The disk

doctor-state-writable = State directory { $path } can be written.
doctor-state-to-be-made = State directory { $path } is not there yet; the first start makes it.
doctor-state-not-makeable = State directory { $path } can't be made: { $parent } can't be written.
doctor-state-not-makeable-remedy = Choose another with --state-dir, or give this user the right to write there.
doctor-state-unwritable = State directory { $path } can't be written: { $error }.
doctor-state-unwritable-remedy = Check its owner, its mode and the mount, or choose another with --state-dir.
doctor-state-read-only = State directory { $path } is on a file system that is read-only.
doctor-state-read-only-remedy = An SD card that fails is made read-only by the system (dmesg): back it up and replace it; mount -o remount,rw if it was on purpose. The bot goes on from memory meanwhile.
doctor-state-unreadable = State directory { $path } can't be looked at: { $error }.
doctor-state-unreadable-remedy = Run this as the user who runs steadymesh, or choose another with --state-dir.
doctor-state-no-directory = { $path } is no directory.
doctor-state-no-directory-remedy = Move it away, or choose another with --state-dir.
doctor-state-open = State directory { $path } is open to other users (mode { $mode }).
doctor-state-open-remedy = chmod { $right } it: texts, positions and keys lie in it.
doctor-state-others = State directory { $path } belongs to another user.
doctor-state-others-remedy = Run steadymesh always as the same user.
doctor-state-hangs = The disk with { $path } did not answer within { $seconds } s.
doctor-state-hangs-remedy = Look at it (dmesg, the SD card, a network drive that is gone).
doctor-disk-room = { $megabytes } MB are free there.
doctor-disk-scarce = Only { $megabytes } MB are free in { $path }.
doctor-disk-scarce-remedy = Free some space before the log or a backup fills it.
doctor-disk-full = The disk with { $path } is full ({ $megabytes } MB free).
doctor-disk-full-remedy = Free some space: nothing can be written down.
doctor-disk-no-files = The disk with { $path } has room, but for { $files } more files only.
doctor-disk-no-files-remedy = Find what makes so many small files there (df -i), and remove them.
doctor-database-sound = The database is sound ({ $kilobytes } kB, { $path }).
doctor-database-none = There is no database yet.
doctor-database-unchecked = The database ({ $kilobytes } kB, { $path }) is too large to check in { $seconds } s; it could be opened.
doctor-database-older = The database { $path } is of an older version: the next start brings it up to date and keeps a copy.
doctor-database-damaged = The database { $path } is damaged.
doctor-database-damaged-remedy = The next start moves it aside and begins a new one; have your key backup at hand (steadymesh keys import).
doctor-database-later = The database { $path } was written by a later version of steadymesh.
doctor-database-later-remedy = Install that version, or choose another --state-dir.
doctor-database-foreign = { $path } is the database of another program.
doctor-database-foreign-remedy = Move it away, or choose another --state-dir.
doctor-database-locked = The database { $path } is locked by another program.
doctor-database-locked-remedy = Close that program (a backup, an sqlite3 shell).
doctor-database-unreadable = The database { $path } can't be read: { $error }.
doctor-database-unreadable-remedy = Check its owner and mode.
doctor-database-unusable = The database { $path } can't be used ({ $cause }).
doctor-database-unusable-remedy = Check its owner and mode, and the disk (dmesg, the SD card).

## The machine

doctor-clock-sane = It is { $time } { $zone } here.
doctor-clock-wrong = This machine's clock says { $time } { $zone }, which can't be.
doctor-clock-wrong-remedy = Set it, and switch time synchronisation on (timedatectl set-ntp true).
doctor-radio-clock-right = The radio's clock agrees with ours (within { $skew } s).
doctor-radio-clock-behind = The radio's clock is { $skew } s behind ours.
doctor-radio-clock-behind-remedy = Ages are still right (they are taken on the radio's own clock); set it with the app, or give it NTP or GPS.
doctor-radio-clock-ahead = The radio's clock is { $skew } s ahead of ours.
doctor-radio-clock-ahead-remedy = Ages are still right (they are taken on the radio's own clock); set it with the app, or give it NTP or GPS.
doctor-clock-alone = This machine's clock follows no other one, as far as the system says.
doctor-clock-alone-remedy = Switch time synchronisation on: timedatectl set-ntp true.
doctor-radio-clock-unset = The radio does not know what time it is: what it hears has no date.
doctor-radio-clock-unset-remedy = Connect the app once, or give it NTP or GPS.
doctor-service-watched = { $unit } restarts the bot when it ends, and when it says nothing for { $watchdog } s.
doctor-service-unit = { $unit } looks after the bot.
doctor-service-unwatched = { $unit } runs the bot, but does not watch whether it lives.
doctor-service-unwatched-remedy = Have its unit written anew: steadymesh service install.
doctor-service-none = Nobody restarts the bot when it ends: it runs under no service.
doctor-service-none-remedy = For a bot that is to run for months: steadymesh service install.
doctor-service-stopped = { $unit } is installed, but not running.
doctor-service-stopped-remedy = systemctl start steadymesh; systemctl status steadymesh says why it ended.
doctor-unit-fine = { $file } waits for the bot's word (Type={ $type }), watches it (WatchdogSec={ $watchdog }) and restarts it.
doctor-unit-none = There is no systemd unit of steadymesh here.
doctor-unit-none-remedy = sudo steadymesh service install --system, or --user for yourself.
doctor-unit-container = This is a container: its restart policy and its health check look after the bot.
doctor-unit-mute = { $file } does not wait for the bot's word (Type={ $type }).
doctor-unit-mute-remedy = Write Type=notify, or have it written anew: steadymesh service install.
doctor-unit-unwatched = { $file } does not watch whether the bot lives (WatchdogSec={ $watchdog }).
doctor-unit-unwatched-remedy = Write WatchdogSec=30, or have it written anew: steadymesh service install.
doctor-unit-once = { $file } does not restart the bot when it ends.
doctor-unit-once-remedy = Write Restart=always, or have it written anew: steadymesh service install.
doctor-version-ours = Steadymesh { $version } on Python { $python }.
doctor-version-new-python = Steadymesh { $version } was not tried with Python { $python } (up to { $newest }).
doctor-version-new-python-remedy = It will most likely work; look for an update of steadymesh.
doctor-version-library-missing = The library { $library } is not installed.
doctor-version-library-missing-remedy = Install the requirements again: pip install --require-hashes -r requirements/run.txt.
doctor-version-library-older = The library { $library } { $found } is older than what is needed ({ $least }).
doctor-version-library-older-remedy = Install the requirements again: pip install --require-hashes -r requirements/run.txt.
doctor-language-chosen = Language: { $language } ({ $origin }).
doctor-language-locale = Language: { $language }, as the locale { $locale } has it.
doctor-language-unset = Language: { $language }; the locale names none.
doctor-language-unset-remedy = Write --language fr, language = "fr" in the configuration, or set LANG.
doctor-language-not-spoken = Language: { $language }; the locale { $locale } is none that steadymesh speaks (en, fr).
doctor-terminal-narrow = This terminal's encoding ({ $encoding }) can't show every letter.
doctor-terminal-narrow-remedy = Set LANG to a UTF-8 locale.
