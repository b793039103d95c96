# Ce qu'affiche la ligne de commande.
cli-yes = oui
cli-no = non
cli-unknown = ?

cli-defect = Un défaut de steadymesh { $version } a mis fin à cette commande ({ $kind }). Merci de le signaler au projet en disant ce que vous faisiez ; --log-level debug montre où il se trouve.

cli-column-node = NŒUD
cli-column-name = NOM
cli-column-short = ABRÉGÉ
cli-column-heard = ENTENDU LE
cli-column-hops = SAUTS
cli-column-snr = SNR
cli-column-key = CLÉ
cli-column-hardware = MATÉRIEL
cli-column-fingerprint = EMPREINTE
cli-column-source = SOURCE
cli-column-radio = DANS LA RADIO
cli-column-seen = VUE LE

cli-source-heard = entendue
cli-source-radio = radio
cli-source-import = import
cli-source-link = lien de contact
cli-source-operator = opérateur

cli-config-fine = { $file } : tout est bon.
cli-config-fine-no-file = La configuration est bonne (il n'y a pas de fichier).
cli-config-default = par défaut
cli-config-origin = par défaut { $default } ; ici d'après { $origin }

cli-link-ready = PRÊT sur { $address } depuis { $since }
cli-link-waiting = attente de { $wait } avant la tentative { $attempt } vers { $target } ; perdu car : { $reason }
cli-link-connecting = connexion à { $target } (tentative { $attempt })
cli-link-handshake = connecté à { $address }, lecture de sa configuration
cli-link-yielded = laissé à un autre client pendant encore { $wait } ; `steadymesh link take` le reprend
cli-link-released = cédé volontairement pendant encore { $wait } ; `steadymesh link take` le reprend
cli-link-closing = fermeture du lien avec { $address }
cli-link-stopped = arrêté
cli-link-other = { $state } ({ $target })

cli-released = La place sur la radio est cédée pour { $duration } ; `steadymesh link take` la reprend.
cli-taken = La place sur la radio est en cours de reprise.

cli-reason-resolve = son nom n'a pas d'adresse
cli-reason-connect = pas de connexion (refusée, injoignable, ou sans réponse à temps)
cli-reason-handshake = elle n'a pas envoyé sa configuration
cli-reason-probe = elle ne répond plus
cli-reason-closed = elle a fermé la connexion
cli-reason-reset = la connexion a été coupée net
cli-reason-released = cédé volontairement
cli-reason-stopped = arrêté comme demandé

cli-status-link = Lien
cli-status-radio = Radio
cli-status-reconnections = Reconnexions
cli-status-nodes = Nœuds
cli-status-keys = Clés
cli-status-commands = Commandes
cli-status-messages = Messages
cli-status-process = Processus

cli-reconnections = { $today } aujourd'hui, { $total } depuis le démarrage ; la dernière coupure a duré { $last }
cli-under-a-second = moins d'une seconde
cli-reconnections-none = aucune depuis le démarrage
cli-nodes-known = { $known } connus
cli-keys-known = { $known } connues, { $held } dans la radio ; synchronisations : { $complete } complètes, { $skipped } sautées, { $failed } en échec
cli-commands = { $answered } avec réponse, { $failed } en échec ; la moitié en { $median } ms, 99 % en { $slow } ms
cli-commands-none = aucune pour l'instant
cli-delivered = { $acknowledged } confirmés, { $relayed } relayés, { $refused } refusés, { $expired } expirés
cli-process = version { $version }, processus { $pid }, en marche depuis { $up }

cli-imported = { $file } : { $imported ->
    [one] { $imported } clé importée
   *[other] { $imported } clés importées
}, { $unchanged ->
    [one] { $unchanged } déjà connue
   *[other] { $unchanged } déjà connues
}, { $without_key ->
    [one] { $without_key } entrée
   *[other] { $without_key } entrées
} sans clé, { $problems ->
    [one] { $problems } problème
   *[other] { $problems } problèmes
}
cli-import-more-problems = … et { $count ->
    [one] { $count } autre problème
   *[other] { $count } autres problèmes
} (--json les montre tous)
cli-import-not-saved = Les clés servent déjà, mais ne sont pas encore sur disque : la base ne répond pas. Elles y seront écrites dès qu'elle répond.
cli-exported = Écrit dans { $file } : { $exported ->
    [one] { $exported } clé
   *[other] { $exported } clés
} et { $without_key ->
    [one] { $without_key } nœud
   *[other] { $without_key } nœuds
} sans clé
cli-results-refused = Les résultats ne peuvent pas être écrits : { $why }. Vérifiez où mène stdout.
