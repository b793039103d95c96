### The link to the radio. The ids are the log's and never change.

## The life of a link

link-connecting = 🔌 Connecting to { $address }...
link-reconnecting = 🔄 TCP reconnection #{ $number } to { $address }...
link-closing-old = 🔄 Closing the old TCP connection...
link-closed = ✅ Old TCP connection closed
link-waiting = ⏳ Waiting { $delay_s }s before attempt { $attempt }...
link-opening = 🔧 Opening a new TCP connection...
link-settling = ⏳ Letting the new connection settle ({ $settle_s }s)...
link-connected = ✅ Socket connected to ('{ $host }', { $port })
link-ready = 📡 Radio ready in { $seconds }s: nodes { $nodes }, public keys { $keys }, firmware { $firmware } (link no. { $generation })
link-reconnected = ✅ TCP reconnection succeeded after { $away_s }s
link-stopped = 👋 Link to the radio closed

## What interrupts it

link-lost = ⚠️ Link lost after { $ready_s }s ({ $reason ->
        [closed] the other side closed
        [reset] cut off
        [probe] the radio stopped answering
        [handshake] incomplete configuration
        [defect] a defect of steadymesh
       *[other] { $reason }
    }): { $detail }
link-attempt-failed = ⚠️ Attempt { $attempt } failed ({ $reason ->
        [resolve] the name was not found
        [connect] no connection
        [handshake] incomplete configuration
        [closed] the other side closed: a restart, or another client
        [reset] cut off
        [probe] the radio stopped answering
        [defect] a defect of steadymesh
       *[other] { $reason }
    }): { $detail } Further ones are not shown; they go on without end.
link-unstable = ⚠️ The link is unstable: lost { $losses } times in { $minutes } min. Check the node's stability (power, restarts), the network (Wi-Fi, signal), how often it reconnects, and whether another TCP client uses this node (a phone, another bot). For a fragile node: link.preset = "gentle".
link-cut-short = ⚠️ The node took and closed { $times } connections in a row before its configuration was complete: another TCP client may be taking the slot back (a phone, another bot), or the node restarts again and again (power).
link-contended = 🤝 Another client takes the slot on this node, likely the owner's phone or another bot: the node has room for one TCP client. We leave it to them for { $yield_min } min. To take it back now: steadymesh link take
link-released = 🤝 Slot released for { $duration }. To take it back: steadymesh link take
link-reconnect-asked = 🔌 The link is to be made anew, on request
link-taken = 🔌 Waiting ended on request, connecting now
link-rebooted = 🔁 { $what ->
        [number] The radio has another number: { $before } became { $after }
        [uptime] The radio restarted: up for { $after }s, { $before }s before
       *[other] The radio restarted (boot count { $before } → { $after })
    }
link-proxy-suspected = ⚠️ Something answers for the radio ({ $what }): likely a proxy, such as a virtual node. Connect steadymesh to the node itself.
link-address-remembered = ⚠️ { $host } does not resolve, using the last good address { $address }. { $detail }

## The rescue

link-rescue-started = 🛟 The radio has been away for { $duration }, running the rescue command: { $command }
link-rescue-done = ✅ The rescue command is done: { $command }
link-rescue-failed = ❌ The rescue command { $command } failed: { $detail }. Check link.rescue_command.

## What went wrong, and what to do: how the lines above go on

link-error-refused = { $where } refused the connection. The machine is there: is the radio's network API enabled, and is this its port?
link-error-not-there = { $where } is not there. Is the radio on, and is this its address?
link-error-no-way = { $where } lies in a network that this machine has no way to. Check this machine's own network.
link-error-unreachable = { $where } can't be reached: { $why }.
link-error-unanswered = { $where } did not answer within { $seconds } s. Is the radio on, and is this its address?
link-error-reset = { $where } reset the connection.
link-error-broken = The connection to { $where } broke: { $why }.
link-error-lookup-stuck = Looking up { $host } is still stuck. Give the radio's IP address.
link-error-lookup-late = Looking up { $host } took more than { $timeout_s } s. Give the radio's IP address.
link-error-no-address = { $host } has no address: { $why }. Check the name, or give the radio's IP address.
link-error-zone = { $host } can't be used as an address here. Check the zone behind the %.
link-error-release = The link can't be released for { $seconds } s. Write something like 10m.

link-why-timed-out = nothing came back in time
link-why-not-there = nobody is at that address any more
link-why-no-way = this machine has no way there any more
link-why-network-down = this machine's network is down
link-why-machine-down = that machine is down
link-why-no-file = there is no such file
link-why-not-allowed = it may not be run
link-why-unknown-name = nobody knows that name
link-why-no-name-server = no name server answers
link-why-late = still running after { $timeout_s } s
link-why-exit-code = exit code { $code }

## Our own defects

link-defect = ❌ A defect of steadymesh in the link ({ $kind }: { $detail }). It goes on; please report it with the log at DEBUG.
link-hook-defect = ❌ A defect of steadymesh at the moment when the radio became ready ({ $kind }: { $detail }). The link does not suffer from it; please report it.
link-traceback = Trace of { $kind }:

## How we are

health-ready = The link is READY; the radio answered { $answered } s ago.
health-never = There has been no link to the radio yet.
health-away = The link to the radio is away ({ $reason }).
health-given-away = The radio's only place was left to somebody else.
health-silent = The link seems to stand, but the radio has answered nothing for { $answered } s (more than { $limit } s).
health-untold = The running steadymesh does not say how it is. Is it of an older version? Restart it.
