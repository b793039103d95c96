### Le bot : lignes du journal par identifiant, puis ce que lisent les gens sur le réseau.

bot-channel-unknown = ⚠️ bot.channels nomme « { $channel } », mais la radio n'a pas ce canal. Écrivez le nom affiché par l'application, ou son numéro.
bot-busy = ⚠️ Trop de commandes en cours ({ $running }) : « { $command } » est refusée en attendant que d'autres se terminent.
bot-idle-again = ✅ Les commandes sont de nouveau acceptées.
bot-overrun = ⚠️ Plus de textes reçus que le bot ne peut en lire : { $dropped } laissés de côté depuis le démarrage.
bot-defect = ❌ Un défaut du bot a fait perdre une réponse : { $error }. Le bot continue ; merci de le signaler.
bot-traceback = Où c'est arrivé :
command-received = 💬 { $name } ({ $sender }) demande { $command } ({ $how })
command-refused = Une commande de { $sender } reste sans réponse : { $reason }
command-denied = 🚫 { $name } ({ $sender }) ne peut pas faire cela avec { $command } ({ $how }) : il faut un message direct d'administrateur.
command-recovered = ✅ La commande « { $command } » fonctionne de nouveau.
command-timed-out = ⚠️ La commande « { $command } » a dépassé { $timeout_s } s et a été arrêtée.
command-failed = ⚠️ La commande « { $command } » a échoué : { $error }. La trace est dans le journal au niveau DEBUG.
command-traceback = Où « { $command } » a échoué :
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

## Sur les ondes : un message chacune

reply-unknown = Je ne connais pas cette commande. { $prefix }help donne la liste.
reply-near = Je ne connais pas cette commande. Vouliez-vous dire { $prefix }{ $command } ?
reply-too-fast = Cela fait beaucoup pour un seul canal radio. Réessayez dans { $wait }.
reply-muted = Êtes-vous un robot ? La même chose est revenue aussitôt après chacune de mes réponses. Je vous réponds à nouveau dans { $wait }.
reply-late-minutes = ({ $minutes } min de retard)
reply-late-hours = ({ $hours } h de retard)
reply-not-admin = Réservé à un administrateur, en message direct sous la clé que je lui connais.
reply-failed = Désolé, { $command } a échoué. L'opérateur en trouvera la raison dans le journal.
reply-timed-out = Désolé, { $command } a duré trop longtemps. Réessayez plus tard.

duration-seconds = { $seconds } s
duration-minutes = { $minutes } min
duration-hours = { $hours } h { $minutes } min
duration-days = { $days } j { $hours } h
