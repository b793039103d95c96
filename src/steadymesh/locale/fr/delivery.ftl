# Distribution des messages.
outbox-restored = 📬 { $count ->
    [one] Un message d'une session précédente est encore en route.
   *[other] { $count } messages d'une session précédente sont encore en route.
}
outbox-unreadable = ⚠️ Messages d'une session précédente illisibles pour l'instant : { $error } Nouvel essai plus tard.
outbox-journal-failing = ⚠️ Écriture des messages impossible : { $error } Ils partent de la mémoire et seront notés plus tard.
outbox-journal-recovered = ✅ Les messages sont de nouveau écrits (après { $seconds } s).
message-sent = ➡️ Message pour { $to } remis à la radio (paquet { $id }).
message-again = 🔁 Message pour { $to } refusé ({ $reason }), nouvel essai avec le paquet { $id }.
message-acknowledged = ✅ Message reçu par { $to } (paquet { $id }, { $seconds } s).
message-acknowledged-late = ✅ Message pour { $to } (paquet { $id }) finalement arrivé : { $outcome }.
message-relayed = 📡 Message pour { $to } relayé par un voisin (paquet { $id }, { $seconds } s).
message-refused = ❌ Message pour { $to } refusé : { $reason ->
    [PKI_SEND_FAIL_PUBLIC_KEY] notre radio n'a pas la clé publique de ce nœud (39). Attendre son NodeInfo, ou l'ajouter aux contacts dans l'application.
    [PKI_FAILED] notre radio n'a pas pu le chiffrer (34) : clé publique du nœud absente ou fausse. Attendre son NodeInfo, ou l'ajouter aux contacts dans l'application.
    [PKI_UNKNOWN_PUBKEY] ce nœud ne connaît pas notre clé (35). Notre radio vient de l'envoyer ; réessayer dans une minute.
    [NO_CHANNEL] ce nœud n'a pas pu le déchiffrer (6) : il a une ancienne clé de nous, ou pas ce canal.
    [MAX_RETRANSMIT] aucune confirmation après trois émissions (5). Le nœud est hors de portée, ou en veille.
    [TOO_LARGE] trop long pour un seul paquet (7).
    [DUTY_CYCLE_LIMIT] notre radio a épuisé son temps d'antenne (9). Envoyer moins, ou attendre que l'heure passe.
    [RATE_LIMIT_EXCEEDED] la radio veut plus de temps entre deux textes (38). Augmenter radio.text_gap.
    [NO_INTERFACE] notre radio n'a pas d'émetteur en état de marche (4). Vérifier la radio.
    [RES_32] la file d'émission de la radio est restée pleine.
    [RES_33] notre radio n'a pas d'émetteur en état de marche. Vérifier la radio.
    [RES_34] l'émetteur de la radio est coupé, ou sa région n'est pas réglée. Régler lora.region dans la radio.
    [OUTBOX_FULL] trop de messages attendent déjà. Le lien est coupé depuis longtemps, ou quelqu'un envoie trop.
   *[other] { $reason }.
}
message-impossible = ❌ Message pour { $to } (paquet { $id }) impossible à envoyer : { $error }
message-expired = ⌛ Message pour { $to } (paquet { $id }) sans réponse après { $seconds } s, { $attempts ->
    [0] jamais arrivé jusqu'à la radio. Vérifier le lien.
   *[other] remis { $attempts }× à la radio. Le nœud est hors de portée, ou sa réponse s'est perdue.
}
