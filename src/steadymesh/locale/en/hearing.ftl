### How a text was heard, how far away its sender is: what several commands say.

heard-direct = Heard directly
heard-relayed = { $hops ->
    [one] Over { $hops } hop
   *[other] Over { $hops } hops
}
heard-relayed-by = { $hops ->
    [one] Over { $hops } hop
   *[other] Over { $hops } hops
}, the last by { $relay }
heard-mqtt = By MQTT, not by radio alone
heard-unknown = Over hops that your node does not tell
heard-snr = SNR { $snr_db } dB
heard-rssi = RSSI { $rssi_dbm } dBm
heard-signal = { $way }: { $signal }

distance-none = less than { $metres } m
distance-metres = { $metres } m
distance-km = { $km } km
distance-way = { $distance } { $point } ({ $degrees }°)
compass-point = { $point ->
    [n] N
    [nne] NNE
    [ne] NE
    [ene] ENE
    [e] E
    [ese] ESE
    [se] SE
    [sse] SSE
    [s] S
    [ssw] SSW
    [sw] SW
    [wsw] WSW
    [w] W
    [wnw] WNW
    [nw] NW
   *[nnw] NNW
}
