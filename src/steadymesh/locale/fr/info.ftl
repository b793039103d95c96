words-info = fiche
help-info = Ce que je sais d'un nœud : nom, numéro, dernière réception, clé, distance, matériel, rôle, batterie.
info-ours = Ma propre radio
info-never = Jamais entendu
info-heard-direct = Entendu il y a { $age }, en direct, SNR { $snr_db } dB
info-heard-hops = Entendu il y a { $age }, { $hops ->
    [0] en direct
    [one] { $hops } saut
   *[other] { $hops } sauts
}
info-heard-mqtt = Entendu il y a { $age } par MQTT
info-heard-plain = Entendu il y a { $age }
info-key = 🔑 { $fingerprint }, { $trust ->
    [verified] vérifiée
    [ours] la mienne
   *[other] non vérifiée
}{ $held ->
    [true] {", une autre attend"}
   *[false] {""}
}
info-key-none = 🔑 Aucune clé connue
info-way = 📍 { $way } depuis ma radio
info-battery = 🔋 { $percent } %
info-powered = 🔌 Sur secteur
