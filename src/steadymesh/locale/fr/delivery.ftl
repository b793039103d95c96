# Distribution des messages.
outbox-restored = 📬 { $count ->
    [one] Un message d'une session précédente est encore en route.
   *[other] { $count } messages d'une session précédente sont encore en route.
}
outbox-unreadable = ⚠️ Messages d'une session précédente illisibles pour l'instant : { $error } Nouvel essai plus tard.
outbox-journal-failing = ⚠️ Écriture des messages impossible : { $error } Ce qui arrive maintenant part de la mémoire et sera noté plus tard.
outbox-journal-recovered = ✅ Les messages sont de nouveau écrits (après { $seconds } s).
message-sent = ➡️ Message pour { $to } remis à la radio (paquet { $id }).
message-again = 🔁 Message pour { $to } refusé ({ $reason }), nouvel essai avec le paquet { $id }.
message-acknowledged = ✅ Message reçu par { $to } (paquet { $id }, { $seconds } s).
message-acknowledged-late = ✅ Message pour { $to } (paquet { $id }) finalement arrivé : { $outcome }.
message-relayed = 📡 Message pour { $to } relayé par un voisin (paquet { $id }, { $seconds } s).
message-awaits-key = 🔑 Message pour { $to } (paquet { $id }) en attente : notre radio n'a pas encore la clé publique de ce nœud ({ $reason }).
message-unread = 🔑 { $to } n'a pas pu lire le message, semble-t-il ({ $reason }) : une fois sa clé certaine, il repart (paquet { $id }).
message-unheard = 📡 Message pour { $to } sans confirmation, et nœud silencieux depuis : il repart une fois dès que ce nœud est entendu (paquet { $id }).
duty-cycle-reached = ⏳ Notre radio a épuisé son temps d'émission de l'heure (limite de la région) : elle se tait { $minutes } min ; ce qui attend partira ensuite.
message-refused = ❌ Message pour { $to } refusé ({ $reason }) : { $why } { $remedy }
message-cancelled = ↩️ Le message pour { $to } (paquet { $id }) a été repris avant de partir, au bout de { $seconds } s.
message-impossible = ❌ Message pour { $to } (paquet { $id }) impossible à envoyer : { $error }
message-expired = ⌛ Message pour { $to } (paquet { $id }) sans réponse après { $seconds } s, remis { $attempts }× à la radio : { $why } { $remedy }
traceroute-refused = 🛤 Assez de traceroutes pour l'instant : celui-ci ne part pas, le prochain le pourra dans { $wait_s } s.
errand-impossible = ❌ Impossible à remettre à la radio ({ $what }) : { $error }

## Ce qui ne peut pas être remis

text-empty = Un texte vide ne peut pas être envoyé. Écrivez quelque chose.
text-half = Le texte contient la moitié d'un caractère. Envoyez de l'Unicode valide.
text-too-long = Le texte est trop long : { $size } octets en UTF-8, alors qu'un paquet en prend { $room }. Coupez-le en morceaux.
text-to-nobody = { $to } n'est le numéro d'aucun nœud. Donnez un numéro entre 1 et 4294967295.
text-to-ourselves = { $node } est notre propre radio : elle ne s'envoie rien à elle-même. Nommez un autre nœud.
text-to-no-channel = Il n'y a pas de canal { $channel }. Les canaux vont de 0 à { $last }.
key-unfit = Ce ne peut pas être la clé d'un message. Prenez 1 à { $most } caractères ASCII imprimables sans espace, d'abord une lettre ou un chiffre, pas une date.
