### Comment un message a été reçu, à quelle distance est qui l'écrit : ce que disent plusieurs commandes.

heard-direct = Reçu en direct
heard-relayed = { $hops ->
    [one] En { $hops } saut
   *[other] En { $hops } sauts
}
heard-relayed-by = { $hops ->
    [one] En { $hops } saut
   *[other] En { $hops } sauts
}, le dernier par { $relay }
heard-mqtt = Par MQTT, pas seulement par radio
heard-unknown = Votre nœud n'indique pas les sauts
heard-snr = SNR { $snr_db } dB
heard-rssi = RSSI { $rssi_dbm } dBm
heard-signal = { $way } : { $signal }

distance-none = moins de { $metres } m
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
    [ssw] SSO
    [sw] SO
    [wsw] OSO
    [w] O
    [wnw] ONO
    [nw] NO
   *[nnw] NNO
}
