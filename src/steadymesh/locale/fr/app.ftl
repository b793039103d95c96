# La maison dans son ensemble : son début et sa fin, son journal, sa boucle.
started = 🚀 Steadymesh { $version } démarré (processus { $pid }, état dans { $state_dir })
stopped = 👋 Steadymesh arrêté comme demandé
nodes-not-loaded = ⚠️ Nœuds conservés sur disque illisibles : { $error } La radio les redonnera.
house-failed = ❌ Un défaut a arrêté le bot : { $error }. Il repart dans { $pause_s } s ; merci de signaler cette ligne.
house-failed-traceback = Où se trouve le défaut
control-unavailable = ⚠️ Les commandes comme `steadymesh status` ne peuvent pas joindre ce processus : { $error } Le mesh est servi quand même.
log-dropped = ⚠️ { $count } lignes de journal perdues : personne ne les lisait à temps
foreign-log = { $logger } : { $message }
thread-failed = ❌ Le fil { $thread } s'est arrêté sur un défaut : { $error }
loop-lagging = ⚠️ Boucle d'événements en retard de { $lag_s } s : machine chargée, ou un plug-in qui bloque
loop-steady = ✅ Boucle d'événements de nouveau à l'heure (retard maximal { $lag_s } s)

# Montré par `systemctl status`, selon l'état du lien.
service-waiting = En attente avant la prochaine tentative vers la radio
service-connecting = Connexion à la radio
service-handshake = Connecté, lecture de la configuration de la radio
service-ready = Prêt
service-yielded = Un autre client occupe la radio ; la place lui est laissée un moment
service-released = La radio est cédée volontairement
service-closing = Départ de la radio
service-stopped = Arrêté

# Ce que dit une commande qui travaille sur le disque.
offline-keys-unreadable = Le carnet de clés est illisible ; rien n'a été changé. Vérifiez le disque.
offline-keys-unwritten = Les clés n'ont pas pu être écrites ; rien n'a été changé. Vérifiez le disque.
trace-to-nobody = { $node } n'est le numéro d'aucun nœud. Donnez un numéro entre 1 et 4294967294.
trace-to-ourselves = { $node } est notre propre radio : aucun chemin n'y mène. Nommez un autre nœud.

stacks = 🔎 { $why ->
    [stalled] La boucle ne tourne plus
   *[other] Demandé par SIGUSR1
} : où en sont { $tasks } tâches et { $threads } fils d'exécution :
stack-of-thread = Fil { $name } : { $where }
stack-of-task = Tâche { $name } : { $where }
