help-info = What I know of a node: name, number, last heard, key, distance, hardware, role, battery.
info-ours = My own radio
info-never = Never heard
info-heard-direct = Heard { $age } ago, directly, SNR { $snr_db } dB
info-heard-hops = Heard { $age } ago, { $hops ->
    [0] directly
    [one] { $hops } hop
   *[other] { $hops } hops
}
info-heard-mqtt = Heard { $age } ago by MQTT
info-heard-plain = Heard { $age } ago
info-key = 🔑 { $fingerprint }, { $trust ->
    [verified] verified
    [ours] mine
   *[other] not verified
}{ $held ->
    [true] {", another one waits"}
   *[false] {""}
}
info-key-none = 🔑 No key known
info-way = 📍 { $way } from my radio
info-battery = 🔋 { $percent } %
info-powered = 🔌 Powered
