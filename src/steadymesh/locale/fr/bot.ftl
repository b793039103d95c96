### Le bot : lignes du journal par identifiant, puis ce que lisent les gens sur le réseau.

bot-channel-unknown = ⚠️ bot.channels nomme « { $channel } », mais la radio n'a pas ce canal. Écrivez le nom affiché par l'application, ou son numéro.
bot-busy = ⚠️ Trop de commandes en cours ({ $running }) : « { $command } » est refusée en attendant que d'autres se terminent.
bot-idle-again = ✅ Les commandes sont de nouveau acceptées.
bot-overrun = ⚠️ Plus de textes reçus que le bot ne peut en lire : { $dropped } laissés de côté depuis le démarrage.
bot-defect = ❌ Un défaut du bot a fait perdre une réponse : { $error }. Le bot continue ; merci de le signaler.
bot-traceback = Où c'est arrivé :
command-received = 💬 { $name } ({ $sender }) demande { $command } ({ $how })
command-refused = Une commande de { $sender } reste sans réponse : { $reason }
command-denied = 🚫 { $name } ({ $sender }) ne peut pas faire cela avec { $command } ({ $how }).
bot-loop-muted = ⚠️ { $name } ({ $node }) répond aux réponses de ce bot : { $proved ->
    [true] plus de réponse pour lui
   *[other] plus de réponse à ce qui vient sous son numéro sans preuve
} pendant { $minutes } min. Si c'est un bot, nommez-le dans bot.ignore.
limits-not-restored = ⚠️ Ce qui a été demandé pendant la dernière heure n'est pas connu ({ $error }) : les limites de chacun repartent de zéro.
message-log-silent = ⚠️ Le journal des messages ne dit pas si une question avait déjà été reçue ({ $error }) : elle est traitée comme nouvelle.
message-log-back = ✅ Le journal des messages répond de nouveau.
reply-sent = 📤 { $command ->
    [hint] Indication remise
    [too-fast] Demande de patience remise
   *[other] Réponse à { $command } remise
} à l'envoi pour { $to } : { $bytes } octets{ $pieces ->
    [one] {""}
   *[other] {" "}en { $pieces } morceaux
}, au bout de { $seconds } s
reply-not-posted = ⚠️ La boîte d'envoi a refusé { $command ->
    [hint] l'indication
    [too-fast] la demande de patience
   *[other] la réponse à { $command }
} pour { $to } : { $error }
reply-posting-again = ✅ La boîte d'envoi accepte de nouveau les réponses.

plugin-not-loaded = ⚠️ { $error } Le bot continue sans elle ({ $origin }).
plugin-import-failed = L'extension « { $plugin } » ne peut pas être chargée : { $why }. Corrigez-la, ou nommez-la dans bot.disabled.
plugin-declares-nothing = L'extension « { $plugin } » ne déclare ni commande ni accroche. Décorez une fonction avec @command, @on ou @every.
plugin-word-taken = Les extensions « { $one } » et « { $other } » ont toutes deux une commande « { $word } ». Laissez l'une d'elles de côté.
plugin-name-taken = Il y a déjà une extension « { $plugin } ». Donnez un autre nom à l'une des deux.
plugin-wrong-name = « { $plugin } » ne peut pas être le nom d'une extension. Renommez-la : minuscules, chiffres, - et _, 24 caractères au plus.
plugin-too-many-appointments = L'extension a déjà { $most } rendez-vous. Annulez-en, ou prenez-en moins.
plugin-appointment-over = « { $what } » n'aura plus jamais lieu : { $error }
plugin-overrun = ⚠️ L'extension { $plugin } est trop lente pour les événements qu'elle demande ; { $dropped } sont perdus pour elle.
plugin-no-cron = « { $expression } » n'est pas une expression cron. Écrivez minute, heure, jour, mois et jour de la semaine, par exemple "0 8 * * *" pour chaque jour à huit heures.
plugin-not-published = Rien ne peut être publié sous « { $topic } ». Donnez un thème d'un seul mot, et un texte.
plugin-posts-too-much = L'extension { $plugin } a remis { $texts } textes en une heure : plus aucun n'est pris.
plugin-folder-unreadable = ⚠️ Le dossier des extensions { $folder } est illisible : { $error }
plugin-settings-unused = ⚠️ Des réglages que personne ne lit : { $error }
plugin-takes-none = L'extension « { $plugin } » n'a pas de réglages ({ $origin }).
plugin-unknown-near = Il n'y a pas d'extension « { $plugin } » ({ $origin }) ; vouliez-vous dire « { $near } » ?
plugin-unknown = Il n'y a pas d'extension « { $plugin } » ({ $origin }).
plugin-name-unknown = ⚠️ La configuration nomme ce qui n'existe pas : { $error }
plugin-disabled-near = Aucune extension ni commande chargée ne s'appelle « { $name } » (bot.disabled, { $origin }) ; vouliez-vous dire « { $near } » ?
plugin-disabled-unknown = Aucune extension ni commande chargée ne s'appelle « { $name } » (bot.disabled, { $origin }).
plugin-prints = « { $module } » écrit sur la sortie standard ; ce qu'il écrit est journalisé au niveau DEBUG.
plugin-printed = « { $module } » écrit : { $text }
plugin-change-not-kept = ⚠️ Ce que { $by } voulait avec { $command } est en vigueur, mais n'a pas pu être noté : { $error }
plugin-recovered = ✅ « { $what } » fonctionne de nouveau.
plugin-failed = ⚠️ « { $what } » a échoué (le détail est journalisé au niveau DEBUG) : { $error }
plugin-timed-out = ⚠️ « { $what } » a mis plus de { $timeout_s } s et a été interrompu.
plugin-blocked = ⚠️ « { $what } » bloquait tout le reste et a été interrompu. Il doit attendre avec await, ou en faire moins à la fois.
plugin-script-said = « { $what } » a écrit sur sa sortie d'erreur : { $said }
plugin-traceback = Où « { $what } » a échoué :
plugin-paused = ⚠️ « { $what } » a échoué cinq fois de suite ({ $error }) et est laissé en repos pendant { $minutes } min.
people-not-loaded = ⚠️ On ne sait pas qui a choisi une langue ni qui est banni : { $error }
people-loaded = ✅ On sait de nouveau qui a choisi une langue ({ $languages }) et qui est banni ({ $banned }).
people-too-many-banned = { $most } nœuds sont déjà bannis. Il faut d'abord en réadmettre.

## Sur les ondes : un message chacune

reply-unknown = Je ne connais pas cette commande. { $prefix }aide donne la liste.
reply-near = Je ne connais pas cette commande. Vouliez-vous dire { $prefix }{ $command } ?
reply-too-fast = Cela fait beaucoup pour un seul canal radio. Réessayez dans { $wait }.
reply-muted = Êtes-vous un robot ? La même chose est revenue aussitôt après chacune de mes réponses. Je vous répondrai de nouveau dans { $wait }.
reply-late-minutes = ({ $minutes } min de retard)
reply-late-hours = ({ $hours } h de retard)
reply-not-admin = Réservé à un administrateur, en message direct sous la clé que je lui connais.
reply-not-proved = Il faut un message direct sous votre clé publique : je sais ainsi que c'est vous.
reply-directly-only = Merci d'écrire { $prefix }{ $command } en message direct.
reply-channel-only = Écrivez { $prefix }{ $command } sur un canal.
reply-console-only = { $command } ne marche qu'à la console de l'opérateur.
reply-not-here = { $prefix }{ $command } n'a de sens que sur le réseau.
reply-paused = { $command } a échoué trop souvent et se repose. Réessayez dans { $wait }.
reply-not-kept = Je n'ai pas pu le noter : cela vaut jusqu'à mon redémarrage.
reply-failed = Désolé, { $command } a échoué. L'opérateur en trouvera la raison dans le journal.
reply-timed-out = Désolé, { $command } a duré trop longtemps. Réessayez plus tard.

duration-seconds = { $seconds } s
duration-minutes = { $minutes } min
duration-hours = { $hours } h { $minutes } min
duration-days = { $days } j { $hours } h

mistyped-usage = Écrivez : { $usage }
mistyped-missing = Il manque quelque chose : { $what }.
mistyped-too-many = « { $word } » est de trop.
mistyped-no-number = « { $word } » n'est pas un nombre.
mistyped-out-of-bounds = « { $word } » n'est pas entre { $least } et { $most }.
mistyped-no-duration = « { $word } » n'est pas une durée, par exemple 90s, 15m, 2h ou 1j.
mistyped-no-choice = « { $word } » n'est pas parmi { $what }.
mistyped-nobody = Je ne connais personne du nom de « { $word } ». Écrivez un nom, ou un numéro tel que !0badcafe.
mistyped-several = « { $word } » peut être : { $names }{ $more ->
    [true] , …
   *[false] {""}
}

argument-word = MOT
argument-text = TEXTE
argument-number = NOMBRE
argument-duration = DURÉE
argument-node = NŒUD
