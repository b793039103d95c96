words-lheard = entendus
help-lheard = Qui j'ai entendu en dernier : il y a combien de temps, et avec quel signal ou en combien de sauts.
lheard-header = 👂 Derniers entendus :
lheard-nobody = Je n'ai encore entendu personne.
lheard-direct = { $name } { $age }, { $snr_db } dB
lheard-hops = { $name } { $age }, { $hops ->
    [0] en direct
    [one] { $hops } saut
   *[other] { $hops } sauts
}
lheard-mqtt = { $name } { $age }, MQTT
lheard-plain = { $name } { $age }
