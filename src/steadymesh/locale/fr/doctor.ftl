### Ce que trouve `steadymesh doctor`, et ce qu'il faut faire (les identifiants en -remedy).

doctor-sum = { $problems ->
        [0] { $warnings ->
            [0] Rien d'anormal
           *[other] Aucun problème
        }
        [1] 1 problème
       *[other] { $problems } problèmes
    }{ $warnings ->
        [0] {""}
        [1] , 1 avertissement
       *[other] , { $warnings } avertissements
    } ; examen de { $seconds } s.

## Qui tourne

doctor-process-runs = Steadymesh { $version } tourne (processus { $pid }, depuis { $up }) : la radio lui est laissée, c'est lui qui dit ce qu'il sait.
doctor-process-none = Aucun steadymesh ne tourne sur { $state_dir } : la radio est examinée directement.
doctor-process-service = steadymesh.service tourne, mais pas sur { $state_dir } : impossible de l'interroger.
doctor-process-service-remedy = Pour l'interroger, lancez ceci en root avec --state-dir /var/lib/steadymesh.
doctor-process-mute = Un processus tient { $state_dir }, mais ne répond sur aucune prise de contrôle ; la radio est laissée tranquille.
doctor-process-mute-remedy = Si aucune autre commande steadymesh n'y travaille, redémarrez-le.
doctor-process-stuck = Le steadymesh de { $state_dir } ne répond pas ; la radio est laissée tranquille.
doctor-process-stuck-remedy = Regardez la fin de son journal, puis redémarrez-le.
doctor-process-foreign = La prise de contrôle dans { $state_dir } appartient à quelqu'un d'autre ; la radio est laissée tranquille.
doctor-process-foreign-remedy = Lancez ceci sous l'utilisateur qui fait tourner steadymesh, ou en root.
doctor-process-other-version = Le steadymesh qui tourne est en version { $version }, celui-ci en { $ours }.
doctor-process-other-version-remedy = Redémarrez-le pour utiliser ce qui est installé.
doctor-process-other-radio = Le steadymesh qui tourne sert { $serves } ; { $asked } n'a pas été examinée.
doctor-process-other-radio-remedy = Pour examiner celle-là, indiquez un autre --state-dir.

## Les réglages

doctor-configuration-read = La configuration { $file } est bonne ; un lien mort est remarqué en { $noticed } au plus.
doctor-configuration-no-file = La configuration est bonne (pas de fichier, valeurs par défaut) ; un lien mort est remarqué en { $noticed } au plus.
doctor-configuration-slow-to-notice = Un lien mort n'est remarqué qu'après { $noticed }.
doctor-configuration-slow-to-notice-remedy = Baissez link.heartbeat_interval ou link.heartbeat_timeout : interval + 2 × timeout devrait rester sous 45s.
doctor-configuration-hasty-start = { $setting } = { $value }, c'est court : il faut plus de temps à un ESP32 occupé pour sa première trame.
doctor-configuration-hasty-start-remedy = Mettez { $least } ou plus ; 10s est la valeur par défaut.
doctor-configuration-hasty-stall = { $setting } = { $value }, c'est court : les grandes tables de nœuds arrivent avec des trous de 10 s.
doctor-configuration-hasty-stall-remedy = Mettez plus de { $least } ; 15s est la valeur par défaut.
doctor-configuration-hasty-texts = { $setting } = { $value }, c'est court : la radio jette le second de deux textes à moins de 2 s.
doctor-configuration-hasty-texts-remedy = Mettez plus de { $least } ; 2.2s est la valeur par défaut.
doctor-configuration-no-rescue = Le programme de link.rescue_command est introuvable.
doctor-configuration-no-rescue-remedy = Écrivez son chemin complet, et vérifiez qu'il est exécutable.
doctor-configuration-no-node = Aucune radio n'est indiquée, aucune n'a donc été examinée.
doctor-configuration-no-node-remedy = Écrivez --node tcp://ADRESSE, ou réglez link.node.
doctor-permissions-config-fine = { $file } est fermé aux autres autant qu'il le faut (mode { $mode }).
doctor-permissions-config-open = D'autres peuvent lire { $file } (mode { $mode }), où { $settings } est secret.
doctor-permissions-config-open-remedy = chmod 0600 ; si le service ne peut plus le lire, mettez le secret dans un fichier à lui, dans le dossier credentials à côté, nommé comme le réglage.
doctor-permissions-config-writable = D'autres peuvent écrire { $file } (mode { $mode }) : il dit quels programmes sont lancés.
doctor-permissions-config-writable-remedy = chmod go-w.
doctor-permissions-plugins-writable = D'autres peuvent écrire { $path } (mode { $mode }) : ce qui s'y trouve tourne comme le bot.
doctor-permissions-plugins-writable-remedy = chmod go-w.
doctor-permissions-urls-open = D'autres peuvent lire { $file } (mode { $mode }), où sont des adresses de services de notification : chacune est un mot de passe.
doctor-permissions-urls-open-remedy = chmod 0600, ou passez-le comme secret : un fichier alerts.urls dans le dossier credentials à côté de la configuration.
doctor-permissions-environment-open = D'autres peuvent lire { $file } (mode { $mode }), où il peut y avoir des secrets.
doctor-permissions-environment-open-remedy = chmod 0600 : le gestionnaire de services le lit en tant que root.
doctor-permissions-credentials-fine = Les secrets dans { $folder } sont fermés aux autres.
doctor-permissions-credentials-open = D'autres peuvent regarder dans { $folder } (mode { $mode }), où sont des secrets.
doctor-permissions-credentials-open-remedy = chmod 0700.
doctor-permissions-credentials-unknown = { $name } dans { $folder } n'a le nom d'aucun réglage : le service ne démarrerait pas.
doctor-permissions-credentials-unknown-remedy = Nommez-le comme son réglage, par exemple link.rescue_command ou plugin.ask.api_key, ou retirez-le.

## Le chemin vers la radio

doctor-resolve-numeric = { $host } est une adresse : aucun nom à chercher.
doctor-resolve-found = { $host } est { $addresses } (trouvé en { $milliseconds } ms).
doctor-resolve-slow = { $host } est { $addresses }, mais il a fallu { $milliseconds } ms pour le trouver.
doctor-resolve-slow-remedy = Donnez à la radio une adresse fixe et écrivez celle-ci.
doctor-resolve-unknown = { $host } n'a pas d'adresse.
doctor-resolve-unknown-remedy = Vérifiez l'orthographe et que la radio est allumée ; ou écrivez son adresse IP (son écran ou votre box la montre).
doctor-resolve-stuck = La recherche de { $host } n'a rien donné en { $limit } s.
doctor-resolve-stuck-remedy = Vérifiez le réseau de cette machine et son serveur de noms ; ou écrivez l'adresse IP de la radio.
doctor-visit-begins = Connexion à { $address } pour { $stay } s environ, puis départ en bon ordre : une radio n'accepte qu'un client TCP, celui qui était connecté est donc mis dehors.
doctor-visit-occupied = Un programme de cette machine est connecté à { $address } : la radio n'accepte qu'un client, elle a été laissée tranquille.
doctor-visit-occupied-remedy = Si c'est un steadymesh, indiquez son --state-dir ; sinon arrêtez ce programme et recommencez.
doctor-connect-open = Connecté à { $address } en { $milliseconds } ms.
doctor-connect-slow = Connecté à { $address }, mais il a fallu { $milliseconds } ms.
doctor-connect-slow-remedy = Vérifiez le signal Wi-Fi de la radio.
doctor-connect-detour = Connecté à { $address }, mais pas par { $missed }.
doctor-connect-detour-remedy = Écrivez l'adresse qui marche dans link.node : chaque reconnexion y gagne du temps.
doctor-connect-refused = { $address } refuse la connexion : la machine est là, rien n'écoute sur ce port.
doctor-connect-refused-remedy = Est-ce bien l'adresse et le port de la radio (4403) ? Son réseau est-il activé (réglages Wi-Fi) ? Si elle redémarre, recommencez dans une minute.
doctor-connect-silent = { $address } n'a pas répondu du tout en { $took } s.
doctor-connect-silent-remedy = La radio est-elle allumée et sur le Wi-Fi, est-ce encore son adresse (voyez son écran ou votre box), y a-t-il un pare-feu ou une « isolation des clients » entre les deux ?
doctor-connect-unreachable = Aucun chemin ne mène d'ici à { $address }.
doctor-connect-unreachable-remedy = Vérifiez que cette machine est dans le réseau de la radio, et que la radio est allumée.
doctor-connect-cut = { $address } a accepté la connexion et l'a refermée aussitôt.
doctor-connect-cut-remedy = Un autre client veut son unique place (un téléphone, un autre bot), ou elle redémarre : fermez les autres applications, recommencez dans une minute.
doctor-connect-other = Impossible de se connecter à { $address } : { $error }.
doctor-connect-other-remedy = Vérifiez le réseau de cette machine.

doctor-first-frame-came = Premier signe de la radio après { $milliseconds } ms.
doctor-first-frame-late = Premier signe de la radio seulement après { $milliseconds } ms.
doctor-first-frame-late-remedy = La radio est occupée ou son Wi-Fi est faible : rapprochez-la, redémarrez-la.
doctor-first-frame-silence = La connexion a été acceptée, mais rien n'est venu en { $took } s, bien que demandé deux fois.
doctor-first-frame-silence-remedy = Redémarrez la radio : sa boucle principale est bloquée. Si cela n'aide pas, c'est autre chose qui écoute là.
doctor-first-frame-stranger = Ce qui répond là ne parle pas comme une radio Meshtastic.
doctor-first-frame-stranger-remedy = Vérifiez l'adresse et le port : une radio écoute sur le 4403.

doctor-handshake-complete = Configuration lue en { $took } s : { $nodes } nœuds, dont { $keys } avec une clé publique.
doctor-handshake-long = Configuration lue, mais il a fallu { $took } s : { $nodes } nœuds, dont { $keys } avec une clé publique.
doctor-handshake-long-remedy = Cela marche ; chaque reconnexion dure autant. Vérifiez le signal Wi-Fi.
doctor-handshake-repeated = Configuration lue en { $took } s, mais il a fallu redemander : { $nodes } nœuds, dont { $keys } avec une clé publique.
doctor-handshake-repeated-remedy = Vérifiez son signal Wi-Fi et son alimentation ; si cela continue, link.preset = "gentle" peut aider.
doctor-handshake-cut = La radio a fermé la connexion après { $took } s, avant la fin de sa configuration ({ $kilobytes } ko).
doctor-handshake-cut-remedy = Un autre client a pris son unique place (un téléphone, un autre bot), ou elle redémarre sans cesse : fermez les autres applications, vérifiez son alimentation.
doctor-handshake-reset = La connexion s'est rompue après { $took } s, avant la fin de la configuration ({ $kilobytes } ko).
doctor-handshake-reset-remedy = Recommencez ; si cela continue, vérifiez le Wi-Fi et l'alimentation de la radio.
doctor-handshake-stalled = La radio s'est arrêtée au milieu de sa configuration ({ $kilobytes } ko, puis plus rien pendant { $silent } s), bien que demandée deux fois.
doctor-handshake-stalled-remedy = Redémarrez la radio. Si cela continue, sa table de nœuds est peut-être abîmée : remettez-la à zéro avec l'application.
doctor-handshake-unfinished = La configuration arrivait encore quand le temps était écoulé ({ $kilobytes } ko en { $took } s).
doctor-handshake-unfinished-remedy = Le bot est patient et y arrivera ; un meilleur signal Wi-Fi l'accélère.

## Sur le lien

doctor-probe-answered = { $count ->
        [1] Interrogée une fois, la radio a répondu en { $slowest } ms.
       *[other] Interrogée { $count } fois, la radio a répondu en { $fastest } à { $slowest } ms.
    }
doctor-probe-slow = { $count ->
        [1] Interrogée une fois, la radio a mis { $slowest } ms à répondre.
       *[other] Interrogée { $count } fois, la radio a mis { $fastest } à { $slowest } ms à répondre.
    }
doctor-probe-slow-remedy = Vérifiez son signal Wi-Fi (économie d'énergie, distance).
doctor-probe-lost = { $lost ->
        [1] Une réponse de la radio n'est jamais venue
       *[other] { $lost } réponses de la radio ne sont jamais venues
    } ({ $count } oui, en { $fastest } à { $slowest } ms).
doctor-probe-lost-remedy = Une de temps en temps est normale ; beaucoup trahissent un Wi-Fi faible, ou un client par une autre voie (Bluetooth, USB) qui les prend.
doctor-probe-dead = La radio a cessé de répondre pendant que nous étions connectés.
doctor-probe-dead-remedy = Redémarrez-la ; si cela revient, vérifiez son alimentation et son Wi-Fi.
doctor-probe-not-needed = La radio n'a cessé de parler, elle n'a donc pas été sondée.
doctor-probe-no-time = Il ne restait pas de temps pour sonder la radio.
doctor-probe-remembered = La dernière sonde a eu sa réponse en { $milliseconds } ms.

doctor-other-client-none-seen = En { $took } s personne n'a repris la place : aucun autre client ne se reconnecte de lui-même.
doctor-other-client-cut = La radio a fermé la connexion { $took } s après avoir été prête : un autre client a pris son unique place, ou elle a redémarré.
doctor-other-client-cut-remedy = Cherchez une application de téléphone, un autre bot ou Home Assistant sur le TCP de cette radio ; s'il n'y en a pas, vérifiez son alimentation.
doctor-other-client-reset = La connexion s'est rompue { $took } s après que la radio était prête.
doctor-other-client-reset-remedy = Vérifiez le Wi-Fi et l'alimentation de la radio ; une radio qui redémarre donne la même image.
doctor-other-client-contended = { $count ->
        [1] Un autre client a pris la place de la radio une fois depuis le démarrage.
       *[other] Un autre client a pris la place de la radio { $count } fois depuis le démarrage.
    }
doctor-other-client-contended-remedy = Cherchez une application de téléphone ou un autre bot sur le TCP de cette radio ; pour céder la place un moment : steadymesh link release 10m.

doctor-proxy-none-seen = La radio elle-même répond (en { $milliseconds } ms) : pas de proxy entre les deux.
doctor-proxy-suspected = Les sondes ont leur réponse, une demande à la radio elle-même non : quelque chose répond à sa place.
doctor-proxy-suspected-remedy = Connectez-vous au nœud lui-même au lieu d'un proxy ou d'un nœud virtuel : les clés ne passent pas au travers.
doctor-proxy-no-metadata = La radio n'a pas dit son micrologiciel, comme toutes le font : quelque chose répond peut-être à sa place.
doctor-proxy-no-metadata-remedy = Connectez-vous au nœud lui-même au lieu d'un proxy ou d'un nœud virtuel.

doctor-stream-noisy = Une partie de ce qui est venu était illisible ({ $bytes } octets entre les trames, { $frames } trames).
doctor-stream-noisy-remedy = C'est sauté et sans danger ; si cela augmente, mettez à jour le micrologiciel et vérifiez le Wi-Fi.
doctor-stream-was-noisy = { $count } octets ou trames illisibles depuis le démarrage ; ils ont été sautés.

## Le micrologiciel

doctor-firmware-known = Micrologiciel { $firmware } sur { $hardware }.
doctor-firmware-untold = La radio n'a pas dit son micrologiciel ({ $hardware }) ; elle est traitée comme une ancienne.
doctor-firmware-untold-remedy = Voyez ce qui se trouve entre les deux, ou mettez à jour le micrologiciel.
doctor-firmware-unreadable = Le micrologiciel « { $firmware } » sur { $hardware } n'est pas une version lisible ; il est traité comme un ancien.
doctor-firmware-unreadable-remedy = Installez une version officielle.
doctor-firmware-newer = Le micrologiciel { $firmware } sur { $hardware } est plus récent que ceux avec lesquels ce steadymesh a été examiné (jusqu'à 2.8).
doctor-firmware-newer-remedy = Cela marchera sans doute ; cherchez une mise à jour de steadymesh.
doctor-firmware-older = Le micrologiciel { $firmware } sur { $hardware } est plus ancien que ceux avec lesquels ce steadymesh a été examiné (à partir de 2.5.23).
doctor-firmware-older-remedy = Mettez à jour le micrologiciel.
doctor-firmware-weak-keys = Le micrologiciel { $firmware } a pu fabriquer des clés faibles ou copiées (CVE-2025-52464, corrigé en 2.6.11).
doctor-firmware-weak-keys-remedy = Mettez-le à jour, puis faites faire de nouvelles clés à la radio.
doctor-firmware-no-add-contact = Le micrologiciel { $firmware } ne prend pas de clés de nous (add_contact est venu avec 2.6.8) : il doit entendre lui-même chaque nœud avant de pouvoir lui écrire.
doctor-firmware-no-add-contact-remedy = Mettez à jour le micrologiciel.
doctor-firmware-no-heartbeat = Le micrologiciel { $firmware } ne répond pas aux battements de cœur (2.7.4 le fait) : il est sondé par une autre question.
doctor-firmware-keys-replaced = Le micrologiciel { $firmware } prend le nom d'un nœud de quiconque l'envoie avec une autre clé (2.7.6 rejette un tel NodeInfo en entier) : un nom peut être faux.
doctor-firmware-keys-replaced-remedy = Mettez à jour le micrologiciel.
doctor-firmware-reply-unacknowledged = Le micrologiciel { $firmware } ne confirme pas bien les messages directs à plusieurs sauts qui en citent un autre (2.7.12 le fait).
doctor-firmware-reply-unacknowledged-remedy = Mettez à jour le micrologiciel.
doctor-firmware-channel-dms = Le micrologiciel { $firmware } prend des messages directs que seule la clé du canal protège (2.7.14 les refuse) : leur expéditeur peut être faux.
doctor-firmware-channel-dms-remedy = Mettez à jour le micrologiciel.
doctor-firmware-silent-fallback = Le micrologiciel { $firmware } envoie un message direct avec la seule clé du canal, sans rien dire, quand celle du destinataire lui manque (2.7.19 refuse).
doctor-firmware-silent-fallback-remedy = Mettez à jour le micrologiciel.
doctor-firmware-nodeinfo-silence = Le micrologiciel { $firmware } ne dit qui nous sommes qu'une fois en 12 h à un nœud qui le demande.
doctor-firmware-idle-close = Le micrologiciel { $firmware } ferme un client TCP muet pendant 15 min ; les sondes du bot l'évitent.
doctor-firmware-renumbering = Le micrologiciel { $firmware } tire le numéro du nœud de sa clé : après une mise à jour depuis 2.7 il en a un autre.
doctor-firmware-silent-drops = Le micrologiciel { $firmware } jette sans un mot les messages directs qu'il ne peut déchiffrer, ce qui ressemble à une mauvaise réception.
doctor-firmware-silent-drops-remedy = Gardez vos interlocuteurs dans la radio : mettez-les en favoris dans l'application.

## Les réglages de la radio

doctor-region-unset = Aucune région n'est réglée : la radio n'émet pas du tout.
doctor-region-unset-remedy = Réglez-la avec l'application (LoRa, région).
doctor-region-set = Région { $region }, { $preset }.
doctor-region-limited = Région { $region } (au plus { $percent } % de chaque heure en émission), { $preset }.
doctor-transmitter-off = L'émetteur est éteint.
doctor-transmitter-off-remedy = Allumez-le avec l'application (LoRa, émission).
doctor-airtime-spent = La radio a émis { $percent } % de la dernière heure ; sa région permet { $limit } %, ensuite elle refuse d'envoyer.
doctor-airtime-spent-remedy = Répondez sur moins de canaux, augmentez radio.text_gap, ou prenez un préréglage plus rapide.
doctor-airtime-busy = Le canal est occupé { $percent } % du temps ; à partir de 25 % la radio retient ce qui ne presse pas.
doctor-airtime-busy-remedy = Ne faites répondre le bot qu'en message direct, ou passez le réseau à un préréglage plus rapide.
doctor-airtime-full = Le canal est occupé { $percent } % du temps ; à partir de 40 % les nœuds ne disent plus leurs clés à personne.
doctor-airtime-full-remedy = Ne faites répondre le bot qu'en message direct, et passez le réseau à un préréglage plus rapide.
doctor-airtime-used = La radio a émis { $percent } % de la dernière heure ; sa région en permet { $limit } %.
doctor-hops-many = Chaque message peut être répété sur { $hops } sauts.
doctor-hops-many-remedy = Mettez la limite de sauts à 3 : chacun prend du temps d'antenne à tous.
doctor-managed-locked = La radio est administrée (security.is_managed) : elle ne prend pas de clés de nous, et la recherche d'un proxy n'a pas eu lieu.
doctor-managed-locked-remedy = Désactivez cela avec l'application si le bot doit y écrire des clés.
doctor-role-router = Le rôle de la radio est { $role }, fait pour les points hauts : elle répète tout le monde en premier, et peut économiser l'énergie aux dépens du réseau.
doctor-role-router-remedy = Pour la radio d'un bot, CLIENT convient.
doctor-role-sleeper = Le rôle de la radio est { $role } : elle peut dormir entre deux relevés et disparaître du réseau.
doctor-role-sleeper-remedy = Pour la radio d'un bot, CLIENT convient.
doctor-role-base = Le rôle de la radio est { $role } : les contacts que nous y écrivons ne sont pas marqués favoris.
doctor-role-fine = Le rôle de la radio est { $role }.
doctor-role-hidden = Le rôle de la radio est { $role } : elle dit peu d'elle-même au réseau, donc peu ont sa clé.
doctor-role-hidden-remedy = Pour la radio d'un bot, CLIENT convient.
doctor-channels-unused = bot.channels nomme la case { $channel }, où la radio n'a pas de canal.
doctor-channels-unused-remedy = Corrigez bot.channels, ou ajoutez le canal avec l'application.
doctor-node-table-room = La table de la radio contient { $nodes } nœuds.
doctor-node-table-full = La table de la radio est sans doute pleine ({ $nodes } nœuds) : les plus anciens partent, avec leurs clés, et les inconnus ne sont plus interrogés.
doctor-node-table-full-remedy = Marquez favoris ceux dont vous avez besoin, ou ôtez les anciens avec l'application ; le bot garde toutes les clés entendues.
doctor-radio-keys-there = La radio a sa paire de clés (elle n'a pas été regardée).
doctor-radio-keys-missing = La radio n'a pas de clé privée : elle ne peut ni envoyer ni lire de messages directs.
doctor-radio-keys-missing-remedy = Réglez sa région, ou faites-lui faire de nouvelles clés avec l'application (Sécurité) ; un proxy peut aussi la retenir.

## La synchronisation des clés

doctor-key-sync-early = La synchronisation des clés vient { $delay } après que le lien est prêt, c'est tôt pour cet ESP32.
doctor-key-sync-early-remedy = Mettez keys.sync_delay à { $least } ou plus, { $slow } sur un nœud lent.
doctor-key-sync-works = Synchronisations des clés : { $complete } complètes, aucune échouée ; { $known } clés connues, dont { $held } dans la radio.
doctor-key-sync-pending = Pas encore de synchronisation ; { $known } clés connues, dont { $held } dans la radio ({ $complete } complètes, { $failed } échouées).
doctor-key-sync-failed = Synchronisations des clés : { $failed } échouées, { $complete } complètes.
doctor-key-sync-failed-remedy = Augmentez keys.sync_delay à { $slow } ; le journal dit ce qui a échoué (pubkey-sync-error).

## Ce que sait le bot qui tourne

doctor-link-ready = Lien PRÊT sur { $address }, depuis { $span }.
doctor-link-yielded = La place de la radio est laissée à un autre client encore { $left } (depuis { $span }, { $address }).
doctor-link-yielded-remedy = Fermez l'autre client (une application de téléphone, un autre bot), puis : steadymesh link take.
doctor-link-released = La place de la radio a été cédée volontairement, encore { $left } (depuis { $span }, { $address }).
doctor-link-released-remedy = Pour la reprendre : steadymesh link take.
doctor-link-away = Pas de lien vers { $address } : absent depuis { $away }, tentative { $attempt } ; perdu car { $reason ->
        [closed] l'autre côté l'a fermé
        [reset] il a été coupé net
        [probe] la radio ne répondait plus
        [handshake] la configuration n'était pas complète
       *[other] { $reason }
    }.
doctor-link-away-remedy = Vérifiez que la radio est allumée et sur le réseau. Pour regarder de plus près : arrêtez le bot et recommencez.
doctor-link-starting = Le bot a démarré il y a { $up } et est en route vers { $address } (tentative { $attempt }).
doctor-link-never = Le bot n'a pas atteint { $address } depuis son démarrage il y a { $up } (tentative { $attempt }).
doctor-link-never-remedy = Est-ce bien l'adresse de la radio, est-elle allumée et sur le réseau ? Pour regarder de plus près : arrêtez le bot et recommencez.
doctor-losses-none = Le lien n'a jamais été perdu en { $up }.
doctor-losses-some = { $total ->
        [1] Le lien a été perdu une fois en { $up }
       *[other] Le lien a été perdu { $total } fois en { $up }
    } (fermé : { $closed }, sans réponse : { $unanswered }, autre : { $others } ; reconnexions aujourd'hui : { $today }).
doctor-losses-often = { $total ->
        [1] Le lien a été perdu une fois en { $up }
       *[other] Le lien a été perdu { $total } fois en { $up }
    } (fermé : { $closed }, sans réponse : { $unanswered }, autre : { $others } ; reconnexions aujourd'hui : { $today }).
doctor-losses-often-remedy = { $most ->
        [closed] Cherchez un autre client (une application de téléphone, un bot) et des redémarrages (alimentation).
        [probe] Vérifiez le signal Wi-Fi et la stabilité du nœud.
       *[other] Vérifiez la stabilité du nœud, le réseau et si un autre client l'utilise.
    } Pour un nœud fragile : link.preset = "gentle".
doctor-reboots-seen = { $count ->
        [1] La radio a redémarré une fois depuis le démarrage du bot.
       *[other] La radio a redémarré { $count } fois depuis le démarrage du bot.
    }
doctor-reboots-seen-remedy = Si ce n'est pas vous, vérifiez son alimentation.
doctor-store-writes = Ce qui doit être gardé est écrit ({ $waiting } en attente, { $dropped } perdus).
doctor-store-failing = Rien n'est écrit en ce moment ({ $cause ->
        [locked] un autre programme tient la base
        [full] le disque est plein
        [read-only] le disque est en lecture seule
        [hanging] le disque ne répond pas
        [unreachable] la base ne peut pas être ouverte
        [io] le disque signale des erreurs
        [damaged] la base est endommagée
       *[other] la base refuse
    }) ; { $waiting } en attente, { $dropped } perdus.
doctor-store-failing-remedy = { $cause ->
        [full] Libérez de la place sur le disque.
        [locked] Fermez le programme qui tient la base (une sauvegarde, un sqlite3).
        [read-only] Vérifiez le propriétaire, les droits et le montage du répertoire d'état.
        [hanging] Regardez le disque (dmesg, la carte SD, un disque réseau disparu).
       *[other] Regardez le disque et le journal.
    } Cela reprend ensuite tout seul.
doctor-store-dropped = L'écriture est trop lente : { $dropped } états ou textes perdus depuis le démarrage, { $waiting } en attente.
doctor-store-dropped-remedy = Prenez un disque plus rapide que cette carte SD, ou une machine moins chargée.
doctor-loop-lagged = Le bot a eu une fois { $lag } s de retard.
doctor-loop-lagged-remedy = La machine est chargée, ou un plug-in bloque : le journal dit quand (loop-lagging).
doctor-log-dropped = { $count } lignes de journal perdues : personne ne les lisait à temps.
doctor-log-dropped-remedy = Voyez où va le journal (un terminal arrêté, un disque plein).

## Ses pièces

doctor-health-silent = Le lien semble tenir, mais la radio n'a rien répondu depuis { $answered } s (plus de { $limit } s).
doctor-health-silent-remedy = Le bot va se reconnecter ; s'il ne le fait pas, regardez la fin de son journal et redémarrez-le.
doctor-keys-sound = { $known ->
        [one] Le carnet de clés est sain : { $known } clé.
       *[other] Le carnet de clés est sain : { $known } clés.
    }
doctor-keys-unread = Le carnet de clés n'a pu être lu du disque : rien de ce qui s'apprend maintenant n'est gardé.
doctor-keys-unread-remedy = Voyez ce qui est dit du disque et de la base.
doctor-keys-findings = Quelque chose ne va pas avec { $total ->
        [one] { $total } clé
       *[other] { $total } clés
    } (faibles : { $weak }, sous plusieurs numéros : { $shared }, sous un numéro qui n'est pas le leur : { $not_own_number }, qui n'en sont pas : { $malformed }).
doctor-keys-findings-remedy = steadymesh keys audit montre chacune, et quoi faire.
doctor-keys-impostor = { $impostor ->
        [one] Un autre nœud montre la clé de notre propre radio
       *[other] { $impostor } autres nœuds montrent la clé de notre propre radio
    } ({ $total } constats en tout).
doctor-keys-impostor-remedy = steadymesh keys audit montre qui. Si ce n'est pas un ancien numéro de votre radio : faites-lui faire de nouvelles clés.
doctor-keys-waiting = { $held ->
        [one] { $held } clé changée attend votre décision.
       *[other] { $held } clés changées attendent votre décision.
    }
doctor-keys-waiting-remedy = steadymesh keys list --held les montre ; puis keys accept ou keys reject.
doctor-contacts-not-pushed = Aucune clé n'est placée dans la radio : { $reason ->
        [PUSH_OFF] keys.push est sur off.
        [PUSH_MANAGED] la radio est gérée (managed).
        [PUSH_ROLE] son rôle relaie les favoris autrement (keys.push_on_router le permet).
        [PUSH_UNSUPPORTED] son firmware est antérieur à 2.6.8.
        [PUSH_NO_EFFECT] quelque chose entre nous et la radio les avale.
       *[other] { $reason }.
    }
doctor-favourites-room = { $ours } des favoris de la radio sont les nôtres, sur { $cap } au plus.
doctor-favourites-full = Les { $cap } favoris que nous pouvons garder dans la radio sont tous pris ({ $ours }) : pour un nouveau, un ancien s'en va.
doctor-favourites-full-remedy = Ce n'est pas grave tant que les gens reçoivent leurs réponses ; une radio dont la table est plus grande (keys.table_size) en garde plus.
doctor-share-room = Nous avons émis { $used } s des { $budget } s de cette heure qui sont à nous ({ $percent } %).
doctor-share-short = Nous avons émis { $used } s des { $budget } s de cette heure qui sont à nous ({ $percent } %) : les réponses commencent à attendre.
doctor-share-short-remedy = steadymesh airtime montre qui l'a demandé. Répondez sur moins de canaux, ou augmentez delivery.hour_share si le réseau le supporte.
doctor-plugins-loaded = { $count ->
        [one] { $count } plug-in est chargé, aucun n'est en pause.
       *[other] { $count } plug-ins sont chargés, aucun n'est en pause.
    }
doctor-plugins-refused = Le plug-in { $name } n'est pas chargé : { $why }
doctor-plugins-refused-remedy = steadymesh plugin check { $name } le redit une fois réparé ; puis redémarrez le bot.
doctor-plugins-paused = { $name } a échoué cinq fois de suite et est en pause pour { $minutes } min.
doctor-plugins-paused-remedy = Le journal dit pourquoi (plugin-failed) ; son auteur veut le savoir.
doctor-plugins-slow = { $name } a été trop lent pour { $count } événements.
doctor-web-listens = HTTP est servi sur { $address }.
doctor-web-off = HTTP n'est pas servi (web.enabled).
doctor-web-not-listening = HTTP doit être servi, mais son adresse n'est pas libre.
doctor-web-not-listening-remedy = Un autre programme l'a : arrêtez-le, ou choisissez un autre web.listen. Nouvel essai chaque minute.
doctor-alerts-told = { $count ->
        [one] { $count } service est prévenu quand quelque chose ne va pas.
       *[other] { $count } services sont prévenus quand quelque chose ne va pas.
    }
doctor-alerts-nobody = Personne n'est prévenu quand le lien reste perdu ou qu'autre chose ne va pas.
doctor-alerts-nobody-remedy = Réglez alerts.urls, puis essayez : steadymesh alerts test.
doctor-alerts-failing = { $service } ne prend pas nos alertes ({ $count } échecs de suite).
doctor-alerts-failing-remedy = Vérifiez son adresse et l'internet de cette machine : steadymesh alerts test.

## Le disque

doctor-state-writable = Le répertoire d'état { $path } est accessible en écriture.
doctor-state-to-be-made = Le répertoire d'état { $path } n'existe pas encore ; le premier démarrage le crée.
doctor-state-not-makeable = Le répertoire d'état { $path } ne peut être créé : { $parent } n'est pas accessible en écriture.
doctor-state-not-makeable-remedy = Choisissez-en un autre avec --state-dir, ou donnez à cet utilisateur le droit d'y écrire.
doctor-state-unwritable = Impossible d'écrire dans le répertoire d'état { $path } : { $error }.
doctor-state-unwritable-remedy = Vérifiez son propriétaire, ses droits et le montage, ou choisissez-en un autre avec --state-dir.
doctor-state-read-only = Le répertoire d'état { $path } est sur un système de fichiers en lecture seule.
doctor-state-read-only-remedy = Le système met en lecture seule une carte SD qui flanche (dmesg) : sauvegardez-la et remplacez-la ; mount -o remount,rw si c'était voulu. Entre-temps le bot continue de mémoire.
doctor-state-unreadable = Impossible de regarder le répertoire d'état { $path } : { $error }.
doctor-state-unreadable-remedy = Lancez ceci sous l'utilisateur qui fait tourner steadymesh, ou choisissez-en un autre avec --state-dir.
doctor-state-no-directory = { $path } n'est pas un répertoire.
doctor-state-no-directory-remedy = Déplacez-le, ou choisissez-en un autre avec --state-dir.
doctor-state-open = Le répertoire d'état { $path } est ouvert aux autres utilisateurs (droits { $mode }).
doctor-state-open-remedy = Faites-en chmod { $right } : textes, positions et clés s'y trouvent.
doctor-state-others = Le répertoire d'état { $path } appartient à un autre utilisateur.
doctor-state-others-remedy = Lancez toujours steadymesh sous le même utilisateur.
doctor-state-hangs = Le disque de { $path } n'a pas répondu en { $seconds } s.
doctor-state-hangs-remedy = Regardez-le (dmesg, la carte SD, un disque réseau disparu).
doctor-disk-room = { $megabytes } Mo y sont libres.
doctor-disk-scarce = Seulement { $megabytes } Mo libres dans { $path }.
doctor-disk-scarce-remedy = Libérez de la place avant que le journal ou une sauvegarde ne le remplisse.
doctor-disk-full = Le disque de { $path } est plein ({ $megabytes } Mo libres).
doctor-disk-full-remedy = Libérez de la place : plus rien ne peut être écrit.
doctor-disk-no-files = Le disque avec { $path } a de la place, mais pour { $files } fichiers de plus seulement.
doctor-disk-no-files-remedy = Trouvez ce qui y fait tant de petits fichiers (df -i), et supprimez-les.
doctor-database-sound = La base est saine ({ $kilobytes } ko, { $path }).
doctor-database-none = Il n'y a pas encore de base.
doctor-database-unchecked = La base ({ $kilobytes } ko, { $path }) est trop grande pour être vérifiée en { $seconds } s ; elle s'ouvre.
doctor-database-older = La base { $path } est d'une version plus ancienne : le prochain démarrage la met à jour et en garde une copie.
doctor-database-damaged = La base { $path } est abîmée.
doctor-database-damaged-remedy = Le prochain démarrage la met de côté et en commence une neuve ; ayez votre sauvegarde des clés sous la main (steadymesh keys import).
doctor-database-later = La base { $path } a été écrite par une version plus récente de steadymesh.
doctor-database-later-remedy = Installez cette version, ou choisissez un autre --state-dir.
doctor-database-foreign = { $path } est la base d'un autre programme.
doctor-database-foreign-remedy = Déplacez-la, ou choisissez un autre --state-dir.
doctor-database-locked = La base { $path } est verrouillée par un autre programme.
doctor-database-locked-remedy = Fermez ce programme (une sauvegarde, un sqlite3).
doctor-database-unreadable = La base { $path } est illisible : { $error }.
doctor-database-unreadable-remedy = Vérifiez son propriétaire et ses droits.
doctor-database-unusable = La base { $path } est inutilisable ({ $cause }).
doctor-database-unusable-remedy = Vérifiez son propriétaire et ses droits, et le disque (dmesg, la carte SD).

## La machine

doctor-clock-sane = Il est { $time } { $zone } ici.
doctor-clock-wrong = L'horloge de cette machine dit { $time } { $zone }, ce qui ne peut être.
doctor-clock-wrong-remedy = Mettez-la à l'heure, et activez la synchronisation (timedatectl set-ntp true).
doctor-radio-clock-right = L'horloge de la radio s'accorde avec la nôtre (à { $skew } s près).
doctor-radio-clock-behind = L'horloge de la radio retarde de { $skew } s sur la nôtre.
doctor-radio-clock-behind-remedy = Les âges restent justes (ils sont pris sur l'horloge de la radio) ; réglez-la avec l'application, ou donnez-lui NTP ou un GPS.
doctor-radio-clock-ahead = L'horloge de la radio avance de { $skew } s sur la nôtre.
doctor-radio-clock-ahead-remedy = Les âges restent justes (ils sont pris sur l'horloge de la radio) ; réglez-la avec l'application, ou donnez-lui NTP ou un GPS.
doctor-clock-alone = L'horloge de cette machine n'en suit aucune autre, d'après le système.
doctor-clock-alone-remedy = Activez la synchronisation : timedatectl set-ntp true.
doctor-radio-clock-unset = La radio ne sait pas l'heure : ce qu'elle entend n'a pas de date.
doctor-radio-clock-unset-remedy = Connectez l'application une fois, ou donnez-lui NTP ou un GPS.
doctor-service-watched = { $unit } redémarre le bot quand il s'arrête, et quand il se tait { $watchdog } s.
doctor-service-unit = { $unit } s'occupe du bot.
doctor-service-unwatched = { $unit } fait tourner le bot, mais ne surveille pas s'il vit.
doctor-service-unwatched-remedy = Faites réécrire son unité : steadymesh service install.
doctor-service-none = Personne ne redémarre le bot quand il s'arrête : il ne tourne sous aucun service.
doctor-service-none-remedy = Pour un bot qui doit tourner des mois : steadymesh service install.
doctor-service-stopped = { $unit } est installé, mais ne tourne pas.
doctor-service-stopped-remedy = systemctl start steadymesh ; systemctl status steadymesh dit pourquoi il s'est arrêté.
doctor-unit-fine = { $file } attend la parole du bot (Type={ $type }), le surveille (WatchdogSec={ $watchdog }) et le redémarre.
doctor-unit-none = Il n'y a pas d'unité systemd de steadymesh ici.
doctor-unit-none-remedy = sudo steadymesh service install --system, ou --user pour vous-même.
doctor-unit-container = C'est un conteneur : sa politique de redémarrage et son contrôle de santé s'occupent du bot.
doctor-unit-mute = { $file } n'attend pas la parole du bot (Type={ $type }).
doctor-unit-mute-remedy = Écrivez Type=notify, ou faites-le réécrire : steadymesh service install.
doctor-unit-unwatched = { $file } ne surveille pas si le bot vit (WatchdogSec={ $watchdog }).
doctor-unit-unwatched-remedy = Écrivez WatchdogSec=30, ou faites-le réécrire : steadymesh service install.
doctor-unit-once = { $file } ne redémarre pas le bot quand il s'arrête.
doctor-unit-once-remedy = Écrivez Restart=always, ou faites-le réécrire : steadymesh service install.
doctor-version-ours = Steadymesh { $version } sur Python { $python }.
doctor-version-new-python = Steadymesh { $version } n'a pas été essayé avec Python { $python } (jusqu'à { $newest }).
doctor-version-new-python-remedy = Cela marchera sans doute ; cherchez une mise à jour de steadymesh.
doctor-version-library-missing = La bibliothèque { $library } n'est pas installée.
doctor-version-library-missing-remedy = Réinstallez les dépendances : pip install --require-hashes -r requirements/run.txt.
doctor-version-library-older = La bibliothèque { $library } { $found } est plus ancienne que ce qu'il faut ({ $least }).
doctor-version-library-older-remedy = Réinstallez les dépendances : pip install --require-hashes -r requirements/run.txt.
doctor-language-chosen = Langue : { $language } ({ $origin }).
doctor-language-locale = Langue : { $language }, comme le veut la locale { $locale }.
doctor-language-unset = Langue : { $language } ; la locale n'en nomme aucune.
doctor-language-unset-remedy = Écrivez --language fr, language = "fr" dans la configuration, ou réglez LANG.
doctor-language-not-spoken = Langue : { $language } ; steadymesh ne parle pas celle de la locale { $locale } (en, fr seulement).
doctor-terminal-narrow = L'encodage de ce terminal ({ $encoding }) ne peut montrer toutes les lettres.
doctor-terminal-narrow-remedy = Réglez LANG sur une locale UTF-8.
