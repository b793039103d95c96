### `stats`: who and what uses the channel.

help-stats = Who and what uses the channel, the last 24 hours: packets, busiest nodes, kinds, channel, hops, hours.

stats-nothing = Nothing was heard yet.
stats-heard = 📊 { $hours } h: { $packets ->
    [one] { $packets } packet
   *[other] { $packets } packets
} of { $nodes ->
    [one] { $nodes } node
   *[other] { $nodes } nodes
}
stats-more = { $prefix }stats top|types|channel|hops|hour
stats-use = Channel { $percent } % in use
stats-most = Most: { $name }, { $packets }
stats-top = Busiest of { $hours } h, { $packets } packets in all:
stats-top-one = { $name } { $packets } ({ $percent } %)
stats-types = Kinds of packets in { $hours } h, { $packets } in all:
stats-type-one = { $kind } { $percent } %
stats-kind-text = texts
stats-kind-position = positions
stats-kind-telemetry = telemetry
stats-kind-node = names
stats-kind-neighbors = neighbours
stats-kind-trace = routes
stats-kind-ack = acks
stats-kind-sealed = unreadable
stats-kind-other = other
stats-no-use = My radio has not told yet how much the channel is used.
stats-uses = Average { $average } %, most { $most } % (from { $hour })
stats-own = My own air: { $percent } % of { $minutes } min an hour
stats-hops = Hops of the { $nodes ->
    [one] one node
   *[other] { $nodes } nodes
} heard in 24 h, from 0:
stats-hops-unknown = not known: { $nodes }
stats-hops-mqtt = by MQTT: { $nodes }
stats-hours = Packets an hour, { $hours } h, { $packets } in all:
stats-hours-most = Most: { $packets } from { $hour }
stats-hours-now = This hour: { $packets }
