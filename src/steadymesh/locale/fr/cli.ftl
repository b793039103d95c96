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

cli-status-health = Santé
cli-status-link = Lien
cli-status-radio = Radio
cli-status-reconnections = Reconnexions
cli-status-nodes = Nœuds
cli-status-keys = Clés
cli-status-commands = Commandes
cli-status-messages = Messages
cli-status-storage = Disque
cli-status-process = Processus

cli-reconnections = { $today } aujourd'hui, { $total } depuis le démarrage ; la dernière coupure a duré { $last }
cli-under-a-second = moins d'une seconde
cli-reconnections-none = aucune depuis le démarrage
cli-nodes-known = { $known } connus
cli-keys-known = { $known } { $known ->
    [one] connue
   *[other] connues
}, { $held } dans la radio ; synchronisations : { $complete } { $complete ->
    [one] complète
   *[other] complètes
}, { $skipped } { $skipped ->
    [one] sautée
   *[other] sautées
}, { $failed } en échec
cli-commands = { $answered } avec réponse, { $failed } en échec ; la moitié en { $median } ms, 99 % en { $slow } ms
cli-commands-none = aucune pour l'instant
cli-delivered = { $acknowledged } confirmés, { $relayed } relayés, { $refused } refusés, { $expired } expirés
cli-storage = ⚠️ rien ne peut être écrit ({ $cause ->
    [locked] un autre programme tient la base
    [full] le disque est plein
    [read-only] le disque est en lecture seule
    [hanging] le disque ne répond pas
    [unreachable] la base ne peut pas être ouverte
    [io] le disque signale des erreurs
    [damaged] la base est endommagée
   *[other] la base refuse
}) ; { $waiting ->
    [one] une modification attend
   *[other] { $waiting } modifications attendent
} en mémoire
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
cli-import-replaced = { $before ->
    [none] La clé { $fingerprint } de { $who } est maintenant vérifiée
   *[other] La clé de { $who } est maintenant { $fingerprint }, à la place de { $before }
}
cli-import-more-replaced = … et { $count ->
    [one] { $count } autre clé
   *[other] { $count } autres clés
} à la place d'une autre, ou vérifiées (--json montre tout)
cli-import-not-saved = Les clés valent dans le steadymesh qui tourne jusqu'à son redémarrage, mais ne sont pas sur le disque : la base ne répond pas. Elles seront écrites dès qu'elle répond.
cli-exported = Écrit dans { $file } : { $exported ->
    [one] { $exported } clé
   *[other] { $exported } clés
} et { $without_key ->
    [one] { $without_key } nœud
   *[other] { $without_key } nœuds
} sans clé
cli-results-refused = Les résultats ne peuvent pas être écrits : { $why }. Vérifiez où mène stdout.

cli-column-trust = CONFIANCE
cli-column-note = NOTE

cli-trust-seen = vue
cli-trust-verified = vérifiée
cli-trust-revoked = révoquée

cli-held-mark = ATTEND UNE DÉCISION
cli-found-weak = faible
cli-found-shared = partagée
cli-found-impostor = imposture
cli-found-not-own-number = pas celle du numéro
cli-found-malformed = malformée

cli-hold-policy = keys.on_change retient toute clé changée
cli-hold-verified = la clé qu'elle remplacerait est vérifiée
cli-hold-admin = la clé qu'elle remplacerait est celle d'un administrateur
cli-hold-favorite = le nœud est un favori dans la radio
cli-hold-own-number = la clé qu'elle remplacerait est, preuve à l'appui, celle de ce numéro
cli-hold-recent-dm = un message privé a été échangé sous l'autre clé depuis moins d'un jour
cli-hold-alternating = deux clés alternent sous ce numéro : deux radios, ou quelqu'un qui se fait passer pour un autre
cli-hold-too-many = trop de clés ont changé aujourd'hui
cli-hold-revoked = cette clé est révoquée

cli-finding-weak = { $who }, clé { $fingerprint } : clé faible connue, d'autres peuvent lire ce qui lui est chiffré (CVE-2025-52464). Son propriétaire devrait mettre à jour le firmware et faire une nouvelle clé ; `steadymesh keys revoke { $fingerprint }` cesse de s'en servir.
cli-finding-shared = { $who }, clé { $fingerprint } : { $others } montre la même clé. Des radios ont été clonées à la vente, ou quelqu'un en a copié une : chacun peut lire les messages de l'autre. Leurs propriétaires devraient faire de nouvelles clés.
cli-finding-impostor = { $who }, clé { $fingerprint } : il montre la clé de notre propre radio comme la sienne. C'est une copie de l'identité de notre radio, ou une imposture. Si aucune autre de vos radios ne l'a, faites une nouvelle clé pour la nôtre.
cli-finding-not-own-number = { $who }, clé { $fingerprint } : ce numéro a été tiré d'une autre clé (firmware 2.8). Le nœud a une nouvelle clé et a gardé son numéro, ou quelqu'un d'autre l'utilise. Demandez à son propriétaire, puis `steadymesh keys verify` ou `steadymesh keys revoke`.
cli-finding-malformed = { $who } : il a annoncé une clé qui n'en est pas une (toute à zéro, ou pas de 32 octets) ; elle n'a pas été prise. Son propriétaire devrait faire une nouvelle clé.
cli-finding-other = { $who }, clé { $fingerprint } : { $kind }.
cli-audit-clean = Rien à redire aux clés connues.

cli-key-node = Nœud
cli-key-current = Clé
cli-key-held = Clé en attente
cli-key-radio = Radio
cli-key-successor = Continue comme
cli-key-former = Ancienne clé
cli-key-finding = Constat
cli-key-last_dm = Dernier message
cli-key-pushed = Mise en radio
cli-key-asked = Demandée
cli-key-none = aucune utilisable
cli-key-is-own = { $fingerprint } : notre propre radio
cli-key-binding = { $fingerprint }, { $trust }, source : { $source } ; vue du { $first } au { $last }
cli-key-waits = { $fingerprint }, depuis { $since } : { $why }. Comparez-la avec son propriétaire, puis `steadymesh keys accept { $node }` ou `steadymesh keys reject { $node }`
cli-key-waits-revoked = { $fingerprint }, depuis { $since } : elle est révoquée. Si elle doit resservir, `steadymesh keys verify { $node }` avec la clé et --replace ; sinon `steadymesh keys reject { $node }`
cli-key-was = { $fingerprint }, { $trust }, { $first } – { $until }
cli-key-renumbered = { $fingerprint }, { $trust }, { $first } – { $until } ; passée à un autre numéro
cli-key-radio-yes = elle a la clé
cli-key-radio-no = elle n'a pas la clé
cli-key-radio-other = elle a une autre clé ({ $fingerprint })
cli-key-radio-unknown = on ne sait pas si elle a la clé
cli-key-radio-favorite = favori dans celle-ci
cli-key-radio-verified = marquée vérifiée dans celle-ci

cli-key-verify-done = La clé { $fingerprint } de { $who } est vérifiée.
cli-key-verify-others = C'est aussi la clé de { $nodes } : demandez-en la raison à son propriétaire.
cli-key-accept-done = { $fingerprint } est désormais la clé de { $who } ; avant, { $before ->
    [none] il n'en avait pas
   *[other] c'était { $before }
}.
cli-key-radio-keeps = La radio garde une autre clé de { $who } ({ $kept }), que quelqu'un y a marquée comme vérifiée. Si la nouvelle est la bonne : steadymesh keys verify { $node }
cli-key-reject-done = { $fingerprint } est rejetée et ne reviendra plus ; { $current ->
    [none] { $who } n'a pas d'autre clé
   *[other] la clé de { $who } est { $current }
}.
cli-key-revoke-done = La clé { $fingerprint } de { $who } est révoquée : plus rien n'est chiffré avec elle.
cli-key-revoke-several = La clé { $fingerprint } est révoquée sous tous ses numéros ({ $nodes }) : plus rien n'est chiffré avec elle.
cli-key-forget-done = { $keys ->
    [one] La clé de { $who } est oubliée.
   *[other] Les { $keys } clés de { $who } sont oubliées.
}
cli-key-push-placed = La radio a maintenant la clé { $fingerprint } de { $who }.
cli-key-push-held-already = La radio avait déjà la clé { $fingerprint } de { $who } ; rien n'a été écrit.
cli-key-push-done = { $who } : { $result }.
cli-key-ask-done = La clé de { $who } lui a été demandée ; la réponse, si elle vient, prend une minute. `steadymesh keys show` la montre.
cli-key-link = { $who }, clé { $fingerprint } : scannez ceci dans l'application Meshtastic, ou ouvrez le lien.
cli-import-link = Le lien de contact
cli-backup-unknown = Le steadymesh en marche ne sait pas écrire de sauvegarde. Est-il d'une version plus ancienne ? Redémarrez-le.

console-hello = Les commandes du réseau, sans préfixe ; help en donne la liste. Tab complète, Ctrl-D quitte.

## service

service-which = Écrivez soit --system, soit --user.
service-needs-root = Seul root installe un service pour toute la machine. Écrivez sudo devant, ou --user pour un service à vous.
service-no-config = Il n'y a pas de configuration { $file }. Écrivez-la d'abord ; il lui faut [link] et node = "tcp://…".
service-no-radio = { $file } ne nomme aucune radio : le service s'arrêterait aussitôt. Écrivez-y node = "tcp://…" sous [link].
service-radio-later = Aucune radio n'est encore nommée. Avant le premier démarrage, écrivez node = "tcp://…" sous [link] dans { $config }, ou STEADYMESH_LINK__NODE=tcp://… dans { $environment }.
service-closed = Le service tourne sous un utilisateur à lui, qui ne peut pas lire { $file } : le mode de { $place } est { $mode }. Ouvrez-le par chmod { $bits } { $place } ; ce qui est secret va dans { $credentials }.
service-in-the-way = { $file } existe déjà, et a été écrit par quelqu'un d'autre. Déplacez-le, ou écrivez --force.
service-not-written = { $file } ne peut pas être écrit : { $why }.
service-no-manager = L'unité est écrite, mais il n'y a pas de { $program } ici pour la démarrer. Là où systemd tourne : { $command }
service-not-started = L'unité est écrite, mais « { $command } » a échoué : { $why }. Corrigez cela, puis lancez-la à la main.
service-written = { $file } est écrit. Les secrets vont dans { $credentials }, un fichier par réglage.
service-started = Il tourne, et tournera à chaque démarrage. `systemctl status steadymesh` montre le lien, `journalctl -u steadymesh -f` le journal.
service-started-user = Il tourne tant que votre session est ouverte ; `loginctl enable-linger` le laisse tourner toujours. `systemctl --user status steadymesh` montre le lien.
service-then = Là où systemd tourne : { $commands }

alerts-no-service = Aucun service à prévenir n'est configuré. Renseignez alerts.urls ou alerts.urls_file.
alerts-none-running = Le steadymesh en marche ne connaît aucun service. Redémarrez-le : il a été lancé avec d'autres réglages.
cli-alerts-taken = { $service } : pris
cli-alerts-refused = { $service } : refusé{ $status ->
    [0] {""}
   *[other] {" "}(code { $status })
} ; son adresse est-elle la bonne ?
cli-alerts-unreachable = { $service } : injoignable, ou sans réponse ; y a-t-il un chemin jusqu'à lui ?
cli-alerts-late = { $service } : pas de réponse à temps
cli-alerts-unusable = { $service } : son adresse dans alerts.urls est inutilisable ; docs/alerts.md montre comment l'écrire
cli-alerts-no-service = Personne n'est prévenu : aucun service n'est configuré (alerts.urls).
cli-alerts-current = En cours :
cli-alerts-calm = Rien n'est en cours.
cli-alerts-row = { $what }, depuis { $duration } : { $names }
cli-alerts-waiting = En attente d'être dit :
cli-alerts-all-told = Rien n'attend d'être dit.
cli-alerts-last-taken = pris
cli-alerts-last-refused = refusé{ $status ->
    [0] {""}
   *[other] {" "}(code { $status })
}
cli-alerts-last-unreachable = injoignable
cli-alerts-last-late = pas de réponse à temps
cli-alerts-last-unusable = adresse inutilisable
cli-column-service = service
cli-column-told = dits
cli-column-waiting = en attente
cli-column-last = dernier
