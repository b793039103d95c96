# Ce que dit la ligne de commande quand elle ne peut pas faire ce qui est demandé.

## Des mots qui n'existent pas, ou à qui il manque quelque chose

usage-option = L'option { $word } n'existe pas. { $remedy }
usage-command = La commande { $word } n'existe pas. { $remedy }
usage-missing = Il manque une valeur à { $word }. { $remedy }
usage-extra = { $word } : rien de plus ne peut être donné ici. { $remedy }
usage-value = { $word } : la valeur « { $value } » ne convient pas. { $remedy }
usage-see-help = Voir `{ $command } --help`.
usage-did-you-mean = Vouliez-vous dire { $nearest } ?

run-node-and-sim = --node et --sim s'excluent. Donnez l'un ou l'autre.
run-no-radio = Aucune radio n'est indiquée. Écrivez --node tcp://ADRESSE, réglez link.node, ou essayez --sim pour une radio simulée.
run-faults-need-sim = Les pannes sont pour la radio simulée. Ajoutez --sim.
sim-wrong-nodes = --nodes { $nodes } : un mesh n'a pas cette taille. Donnez un nombre de 1 à 100000.
sim-wrong-address = --listen « { $text } » n'est pas une adresse. Écrivez 127.0.0.1:4403, [::1]:4403 ou 0.0.0.0:4403.
sim-cannot-listen = La radio simulée ne peut pas écouter sur { $host }:{ $port } : { $why }. Donnez une autre adresse ou un autre port.
release-no-duration = link release { $text } : { $why }.
release-out-of-range = Le lien peut être libéré pour plus de 0 s et 7 jours au plus.

fault-unknown-near = La panne « { $name } » n'existe pas. Vouliez-vous dire « { $nearest } » ?
fault-unknown = La panne « { $name } » n'existe pas. Il y a : { $names }.
fault-wrong-seconds = « { $seconds } » n'est pas un nombre de secondes après lequel la panne « { $name } » pourrait commencer. Écrivez { $name }@30 pour une demi-minute après le démarrage.
fault-needs-bot = La panne « { $name } » est celle du bot, et il n'y en a pas ici. Écrivez `steadymesh run --sim --fault { $name }`.
fault-needs-radio = La panne « { $name } » ne peut pas arriver à un enregistrement. Retirez --replay, ou choisissez-en une autre.
drill-unknown-near = L'épreuve « { $name } » n'existe pas. Vouliez-vous dire « { $nearest } » ?
drill-unknown = L'épreuve « { $name } » n'existe pas. Il y a : { $names }.

recording-too-large = { $path } est trop gros pour un enregistrement : 64 Mio au plus.
recording-unreadable = { $path } est illisible : { $why }. Indiquez une conversation enregistrée.
recording-no-text = { $path } n'est pas du texte. Indiquez une conversation enregistrée (lignes JSON).
recording-wrong-line = { $path }, ligne { $line } : ce n'est pas une ligne de conversation enregistrée ({ $why }). Chacune contient "t", "from" et "hex" ou "event" ; la première contient "what".
recording-no-handshake = { $path } ne contient aucun début de conversation. Indiquez une conversation enregistrée.

## Réglages

config-file-missing = Le fichier de configuration { $file } n'existe pas. Vérifiez le chemin donné avec --config.
config-file-unreadable = Le fichier de configuration { $file } est illisible : { $why }.
config-file-too-large = Le fichier de configuration { $file } dépasse 1 Mo. Est-ce le bon fichier ?
config-file-encoding = { $file }:{ $line } : ce n'est pas de l'UTF-8. Enregistrez le fichier en UTF-8.
config-file-no-toml = { $file }:{ $line } : ce n'est pas du TOML : { $why }. Un réglage s'écrit ainsi : settle = "3s".
config-file-too-deep = { $file } : listes ou tables trop profondément imbriquées.
config-wrong-set = --set { $text } : écrivez --set section.clé=valeur, par exemple --set link.settle=3s.
config-former = { $name } ({ $origin }) est un réglage de l'ancien bot : écrivez maintenant { $heir }.
config-former-two = { $name } ({ $origin }) est un réglage de l'ancien bot : écrivez maintenant { $heir } et { $other }.
config-is-section = { $name } ({ $origin }) est une section, pas un réglage : écrivez ses réglages sous [{ $name }].
config-unknown-near = { $name } ({ $origin }) n'est pas un réglage ; vouliez-vous dire { $nearest } ?
config-unknown-section = { $name } ({ $origin }) n'est pas un réglage, et cette section n'existe pas ; vouliez-vous dire [{ $section }] ?
config-unknown = { $name } ({ $origin }) n'est pas un réglage ; `steadymesh config show` les donne tous.
config-refused = { $setting }{ $place } : { $why }.
config-refused-because = { $setting }{ $place } : { $why }

refused-write = écrivez { $accepted }
refused-must-be = il faut { $accepted }
refused-without-unit = un nombre sans unité ne dit pas ce qu'il compte : écrivez { $seconds } pour des secondes ou { $minutes } pour des minutes
refused-open-quotation = un guillemet n'y est jamais refermé
refused-no-hours = elles finissent quand elles commencent : laisser vide pour aucune
refused-no-home = son répertoire personnel est inconnu : écrivez le chemin entier
refused-backoff = il ne faut pas moins que link.backoff_first

accepts-duration = un nombre avec une unité, par exemple 500ms, 15s, 2m ou 1h30m, ou bien 0
accepts-range = de { $least } à { $most }
accepts-zero-or-range = 0, ou de { $least } à { $most }
accepts-whole-seconds = de { $least } à { $most }, en secondes entières
accepts-durations = une liste de durées, chacune { $each }
accepts-switch = true ou false
accepts-count = un nombre entier de { $least } à { $most }
accepts-one-of = { $first } ou { $last }
accepts-command = une liste de mots, ou une seule chaîne avec les mots d'une commande
accepts-nodes = une liste de nœuds, chacun par son identifiant ou par son nom entier, par exemple ["!0badcafe", "Météo"]
accepts-channels = une liste de canaux, chacun par son numéro de 0 à { $last } ou par son nom, par exemple [0, "Team"]
accepts-prefix = de 1 à { $longest } caractères visibles, sans espace
accepts-hours = deux heures de la journée, comme "22:00-06:30", ou rien
accepts-fraction = un nombre de { $least } à { $most }, ou un pourcentage comme 5%
accepts-node-url = tcp://hôte ou tcp://hôte:port
accepts-folder = le chemin d'un répertoire

## Adresses, nœuds et clés

target-empty = L'adresse de la radio est vide. Écrivez tcp://192.168.1.38, tcp://[::1]:{ $port } ou tcp://meshtastic.local.
target-invalid = « { $text } » n'est pas l'adresse d'une radio : { $why }. Écrivez tcp://192.168.1.38, tcp://[::1]:{ $port } ou tcp://meshtastic.local.
target-later = « { $text } » n'est pas joignable : les liens série et Bluetooth n'existent pas encore. Écrivez tcp://192.168.1.38, tcp://[::1]:{ $port } ou tcp://meshtastic.local.
target-space = elle contient une espace ou un caractère de contrôle
target-no-user = l'adresse d'une radio ne contient pas de nom d'utilisateur
target-no-path = l'adresse d'une radio ne contient pas de chemin
target-no-query = l'adresse d'une radio ne contient pas de requête
target-no-fragment = l'adresse d'une radio ne contient pas de fragment
target-colons = une adresse IPv6 s'écrit entre crochets, un port après un seul deux-points
target-no-host = il manque l'hôte
target-no-ipv4 = « { $part } » n'est pas une adresse IPv4
target-no-ipv6 = « { $part } » n'est pas une adresse IPv6
target-no-name = « { $part } » n'est pas un nom d'hôte
target-no-port = « { $part } » n'est pas un port (de 1 à 65535)
target-no-scheme = « { $part } » ne mène à aucune radio, seulement tcp

id-no-node = « { $text } » n'est pas un numéro de nœud. Écrivez !0badcafe, 0x0badcafe ou un nombre décimal.
id-node-out-of-range = « { $text } » n'est pas un numéro de nœud. Il va de 1 à 4294967295.
id-key-length = Une clé publique fait { $bytes } octets, celle-ci { $length }.
id-key-of-zeros = Une clé publique qui n'a que des zéros n'en est pas une.
id-no-key = Ce n'est pas une clé publique. Écrivez 44 caractères en base64 ou 64 chiffres hexadécimaux.

## Le processus en marche et son répertoire d'état

control-not-running = Aucun steadymesh en marche n'utilise le répertoire d'état { $state_dir }. Lancez-en un avec `steadymesh run`, ou indiquez un autre répertoire avec --state-dir.
control-too-much = C'est trop pour une seule requête ({ $size } Kio). Importez en plusieurs fois.
control-no-answer = Le steadymesh en marche n'a pas répondu en { $timeout_s } s. Ce qu'il n'avait pas commencé d'ici là, il ne le fait pas. Regardez son journal, redémarrez-le s'il le faut.
control-foreign = Le socket de contrôle { $path } appartient à quelqu'un d'autre. Lancez cette commande sous le compte qui fait tourner steadymesh.
control-hangs = Le steadymesh en marche n'accepte aucune connexion. Il est peut-être bloqué : regardez son journal, redémarrez-le s'il le faut.
control-unusable = Le socket de contrôle { $path } est inutilisable : { $why }.
control-cut-off = Le steadymesh en marche a fermé la connexion avant d'avoir répondu. Voyez s'il a fait ce que vous demandiez (son journal ; outbox list) avant de réessayer.
control-answer-unreadable = La réponse du steadymesh en marche est illisible. Est-il d'une autre version ? Redémarrez-le.
control-path-too-long = Le chemin du socket de contrôle dépasse { $limit } octets : { $path }. Choisissez un --state-dir plus court.
control-no-report = Le steadymesh en marche n'a pas rendu compte de l'import. Est-il d'une autre version ?
state-in-use = Le répertoire d'état { $path } est déjà utilisé par un autre steadymesh (processus { $pid }). Arrêtez-le d'abord, passez par ses commandes, ou choisissez un autre --state-dir.
state-in-use-by-somebody = Le répertoire d'état { $path } est déjà utilisé par un autre steadymesh. Arrêtez-le d'abord, passez par ses commandes, ou choisissez un autre --state-dir.
state-unusable = Le répertoire d'état { $path } est inutilisable : { $why }. Vérifiez son propriétaire et ses droits, ou choisissez-en un autre avec --state-dir.

## Les scripts de l'exploitant

script-missing = Le script { $script } n'existe pas. Vérifiez son chemin.
script-no-folder = Le dossier { $folder } dans lequel le script { $script } s'exécute n'existe pas ou n'est pas accessible. Créez-le, ou vérifiez son propriétaire et ses droits.
script-not-executable = Le script { $script } ne peut pas être exécuté. Est-ce un fichier, et est-il marqué exécutable (chmod +x) ?
script-no-interpreter = Le système ne trouve aucun programme pour exécuter le script { $script }. Commencez-le par une ligne comme #!/usr/bin/env python3, et installez ce que cette ligne nomme.
script-not-started = Le système ne lance pas le script { $script } : { $why }. Vérifiez la mémoire, les processus et les fichiers ouverts de la machine.
script-exit-code = Le script { $script } s'est terminé avec le code { $code }. Lancez-le à la main, avec une question sur son entrée standard.
script-signal = Le script { $script } a été arrêté par le signal { $signal }. Lancez-le à la main, avec une question sur son entrée standard.
script-late = Le script { $script } a duré plus de { $timeout_s } s et a été arrêté. Rendez-le plus rapide, ou donnez-lui plus de temps.
script-too-much = Le script { $script } a écrit plus de { $size } Kio et a été arrêté. Un message contient environ 200 octets : qu'il en écrive moins.
script-json-text = Le script { $script } a écrit du JSON dont "text" manque ou n'est pas un texte. Écrivez "text": "…", ou le texte seul, sans JSON.
script-json-refused = Le script { $script } a écrit du JSON dont "refused" n'est ni true ni false. Écrivez l'un des deux, ou omettez-le.
script-json-key = Le script { $script } a écrit du JSON avec la clé "{ $key }", que personne ne lit. Il y a "text" et "refused".
