### Le bot : lignes du journal par identifiant, puis ce que lisent les gens sur le réseau.

bot-channel-unknown = ⚠️ bot.channels nomme « { $channel } », mais la radio n'a pas ce canal. Écrire le nom affiché par l'application, ou son index.
bot-busy = ⚠️ Trop de commandes en cours ({ $running }) : « { $command } » n'est pas prise avant que certaines se terminent.
bot-idle-again = ✅ Les commandes sont de nouveau prises.
bot-overrun = ⚠️ Plus de textes que le bot ne peut en lire : { $dropped } laissés de côté depuis le démarrage.
bot-defect = ❌ Un défaut du bot a coûté une réponse : { $error }. Le bot continue ; merci de le signaler.
bot-traceback = Où c'est arrivé :
command-received = 💬 { $name } ({ $sender }) demande { $command } ({ $how })
command-refused = Une commande de { $sender } reste sans réponse : { $reason }
command-recovered = ✅ La commande « { $command } » fonctionne de nouveau.
command-timed-out = ⚠️ La commande « { $command } » a dépassé { $timeout_s } s et a été arrêtée.
command-failed = ⚠️ La commande « { $command } » a échoué : { $error }. La trace est au niveau DEBUG.
command-traceback = Où « { $command } » a échoué :
message-log-silent = ⚠️ Le journal des messages ne dit pas si une question est déjà venue ({ $error }) : elle est prise pour nouvelle.
message-log-back = ✅ Le journal des messages répond de nouveau.
reply-sent = 📤 Réponse à { $command } confiée pour { $to } : { $bytes } octets après { $seconds } s
reply-not-posted = ⚠️ La boîte d'envoi n'a pas pris la réponse à { $command } pour { $to } : { $error }
reply-posting-again = ✅ La boîte d'envoi prend de nouveau les réponses.

## Sur les ondes : un message chacune

reply-unknown = Je ne connais pas cette commande. { $prefix }help donne la liste.
reply-near = Je ne connais pas cette commande. Vouliez-vous dire { $prefix }{ $command } ?
reply-too-fast = C'est beaucoup pour un seul canal radio. Redemandez dans { $seconds } s.
reply-failed = Désolé, { $command } a échoué ici. L'opérateur peut lire pourquoi dans le journal.
reply-timed-out = Désolé, { $command } a pris trop de temps. Réessayez plus tard.

duration-seconds = { $seconds } s
duration-minutes = { $minutes } min
duration-hours = { $hours } h { $minutes } min
duration-days = { $days } j { $hours } h
