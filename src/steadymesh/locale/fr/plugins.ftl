### Nos propres commandes : un message chacune, avec de la place pour des noms de 24 octets.

## Words for commands, beside their names: whoever uses one is answered in this language

words-help = aide
words-keys = clés cles
words-rekey = nouvelle-clé nouvelle-cle
words-why = pourquoi
words-status = état etat
words-more = suite

help-list =
    Commandes : { $commands }
    { $prefix }aide { $example } : ce que fait { $example }{ $following ->
        [0] {""}
       *[other] , { $prefix }aide { $following } : la suite
    }
help-one =
    { $what }
    À écrire : { $usage }
help-help = La liste des commandes ; avec un nom, ce que fait celle-là.
help-ping = Comment je vous reçois : signal, sauts, et par où votre message est arrivé.
help-keys = Votre clé publique telle que je la connais ; avec un nom, un numéro ou une empreinte, celle d'un autre.
help-rekey = Si votre nœud a été réinitialisé : écrivez-le en message direct, et je réexamine votre nouvelle clé.
help-why = Pourquoi mon dernier message pour vous n'est pas arrivé, et que faire.
help-more = La suite de ma dernière réponse, quand elle finissait par « … ».
help-status = Où en est mon lien avec la radio, et depuis quand.

ping-pong = 🏓 Pong, { $name } !
ping-way-direct = Reçu en direct
ping-way-relayed = { $hops ->
    [one] Relayé, { $hops } saut
   *[other] Relayé, { $hops } sauts
} ; le dernier :
ping-way-mqtt = Arrivé par MQTT, pas seulement par radio
ping-way-unknown = Votre nœud n'indique pas les sauts
ping-snr = SNR { $snr_db } dB
ping-rssi = RSSI { $rssi_dbm } dBm
ping-how-channel = Sur le canal { $channel }
ping-how-direct = Message direct sans votre clé publique
ping-how-mqtt = Marqué avec votre clé, ce que MQTT ne prouve pas
ping-how-pki = Message direct avec votre clé { $fingerprint }

keys-known = { $known ->
    [one] 🔑 { $known } clé connue
   *[other] 🔑 { $known } clés connues
}, { $held } dans ma radio
keys-yours = La vôtre : { $fingerprint } depuis le { $date }, { $trust ->
    [verified] vérifiée
   *[other] non vérifiée
}
keys-yours-proved = Ce message la prouve
keys-yours-unproved = Ce message ne la prouve pas
keys-yours-new = La vôtre : { $fingerprint }, nouvelle pour moi
keys-yours-differ = ⚠️ Ce message porte une autre clé, { $fingerprint }. La vôtre ? Écrivez { $prefix }nouvelle-clé
keys-yours-held = ⚠️ Une autre clé, { $fingerprint }, attend une décision. La vôtre ? { $prefix }nouvelle-clé en message direct
keys-yours-held-here = ⚠️ Ce message porte la clé { $fingerprint }, qui attend une décision. Écrivez { $prefix }nouvelle-clé
keys-yours-unknown = Je n'ai pas la vôtre. Faites envoyer ses infos (NodeInfo) à votre nœud.
keys-theirs = { $name } : { $fingerprint } depuis le { $date }, { $trust ->
    [verified] vérifiée
   *[other] non vérifiée
}
keys-theirs-held = ⚠️ Une autre clé, { $fingerprint }, attend l'opérateur
keys-radio-yes = Ma radio l'a
keys-radio-no = Ma radio ne l'a pas
keys-radio-another = ⚠️ Ma radio en a une autre : { $fingerprint }
keys-radio-unknown = Ma radio ne dit pas si elle l'a
keys-ours = Ma propre clé : { $fingerprint }
keys-none-of = Je n'ai pas encore de clé pour { $name }.
keys-nobody = Je ne connais pas « { $word } ». Écrivez un nom, un numéro comme !0badcafe, ou une empreinte.
keys-several = « { $word } » peut être : { $names }{ $more ->
    [true] , …
   *[false] {""}
}. Écrivez { $way }

rekey-current = ✅ { $fingerprint } est déjà la clé que j'utilise pour vous.
rekey-accepted = ✅ Désormais, { $fingerprint } est la clé que j'utilise pour vous.
rekey-held = ⏳ Votre clé { $fingerprint } attend l'opérateur. D'ici là, je ne m'en sers pas.
rekey-filed = 📋 Noté pour l'opérateur, car rien ici ne prouve qui vous êtes. Plus rapide : { $prefix }nouvelle-clé en message direct sous votre nouvelle clé.
rekey-unknown = Je n'ai entendu parler d'aucune nouvelle clé pour vous. Faites envoyer ses infos (NodeInfo) à votre nœud, puis redemandez.
rekey-taken = ✅ { $name } : { $fingerprint } est désormais la clé que j'utilise.
rekey-none-held = Aucune clé n'attend de décision pour { $name }.
rekey-ours = La clé de ma propre radio n'attend aucune décision. { $prefix }nouvelle-clé suivi d'un nœud accepte sa clé en attente.

failed-last = Mon dernier message pour vous qui a échoué, il y a { $duration } :
failed-nothing = Aucun message pour vous n'a échoué récemment.

status-all =
    📡 { $state } depuis { $duration }, { $reconnections ->
        [one] { $reconnections } reconnexion
       *[other] { $reconnections } reconnexions
    } aujourd'hui
    🔑 { $known ->
        [one] { $known } clé connue
       *[other] { $known } clés connues
    }, { $held } dans ma radio
    ⏱ En marche depuis { $uptime }
status-air = 📶 { $used } % de mon temps d'antenne pris{ $channel ->
    [none] {""}
   *[other] {", canal "}{ $channel } %
}
status-storage = 💾 Rien n'est enregistré : { $cause ->
    [locked] ma base est occupée
    [full] mon disque est plein
    [read-only] mon disque est en lecture seule
    [hanging] mon disque ne répond pas
   *[other] mon disque est en panne
}
status-link-waiting = Lien coupé
status-link-connecting = Connexion en cours
status-link-handshake = Démarrage du lien
status-link-ready = Lien établi
status-link-yielded = Lien laissé à un autre client
status-link-released = Lien libéré par l'opérateur
status-link-closing = Fermeture du lien
status-link-stopped = Lien arrêté

more-nothing = Je n'ai pas de suite pour vous. La fin d'une longue réponse est gardée une demi-heure.
