help-lheard = Whom I heard last: how long ago, and how well or over how many hops.
lheard-header = 👂 Heard last:
lheard-nobody = I have heard nobody yet.
lheard-direct = { $name } { $age }, { $snr_db } dB
lheard-hops = { $name } { $age }, { $hops ->
    [0] direct
    [one] { $hops } hop
   *[other] { $hops } hops
}
lheard-mqtt = { $name } { $age }, MQTT
lheard-plain = { $name } { $age }
