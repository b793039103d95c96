# `send`, `outbox`, `airtime`.

## À qui, et quoi

send-everybody = !ffffffff est le numéro de tous, pas celui d'un nœud. Écrivez un canal, comme '#0' ou '#LongFast', ou un nœud.
send-unknown = Personne n'est connu sous { $node }. `steadymesh nodes` montre qui est connu ; --force envoie quand même.
send-moved = { $who } a maintenant un autre numéro : { $other }. Écrivez à celui-là ; --force écrit quand même à l'ancien.
send-unmessagable = { $who } ne lit pas de messages : il n'y a personne à ce nœud. --force envoie quand même.
send-channels-unknown = Notre radio n'a pas encore dit ses canaux. Réessayez quand `steadymesh link status` dit PRÊT.
send-which-channel = Quel canal ? Notre radio a { $channels }. Écrivez son nom ou son numéro, comme '#0'.
send-no-channel = Notre radio n'a pas de canal { $channel }. Elle a { $channels }.
send-channel-off = Le canal { $channel } est coupé dans notre radio. Elle a { $channels }.
send-channel-several = { $channel } peut être { $listed }. Écrivez le numéro.
send-not-utf8 = Le texte n'est pas de l'UTF-8 valide. Envoyez-le en UTF-8.
send-like-an-option = Un tel texte passe par l'entrée standard : TEXT -.
send-nothing-left = Rien de ce texte ne peut être envoyé : ce ne sont que des caractères de contrôle. Écrivez quelque chose.
send-who-not-utf8 = Le nom du destinataire n'est pas de l'UTF-8 valide. Écrivez-le en UTF-8.
send-stdin-too-long = Le texte sur l'entrée standard dépasse 1 Mo : aucune radio ne porte cela.
send-too-long = Le texte est trop long : { $size } octets, alors que { $pieces } messages en prennent { $room } au plus. Envoyez-le en plusieurs fois.
send-lifetime-out-of-range = Un message peut attendre de 10 s à 7 jours. Donnez une durée comprise entre les deux.
send-no-duration = { $option } { $text } : écrivez des secondes, ou une durée comme 90s, 2m ou 1h, 7d au plus.
send-stdin-unreadable = L'entrée standard ne peut pas être lue : { $why }.

outbox-no-key = Quel message ? Écrivez sa clé, ou le début de celle-ci ; `steadymesh outbox list` les montre.
outbox-no-message = Aucun message n'a une clé qui commence par « { $key } ». `steadymesh outbox list --all` montre ceux qui sont gardés.
outbox-several = « { $key } » peut être { $listed }. Écrivez-en davantage.
outbox-several-more = « { $key } » peut être { $listed } et d'autres. Écrivez-en davantage.
outbox-ended = Le message { $key } est terminé ({ $outcome ->
    [acknowledged] confirmé
    [relayed] relayé
    [refused] refusé
    [expired] expiré
   *[other] { $outcome }
}) : il n'y a rien à reprendre.
outbox-left = Le message { $key } est déjà chez la radio : ce qui est sur les ondes ne peut pas être repris.
outbox-all-and-failed = --all et --failed s'excluent. Donnez l'un des deux.
outbox-wrong-limit = --limit { $limit } n'est pas un nombre de messages. Donnez 1 à { $most }.

airtime-no-day = « { $text } » n'est pas un jour. Écrivez-le comme 2026-03-01.

## Comment cela a fini

cli-send-taken = Remis pour { $who }{ $count ->
    [0] {""}
    [1] {""}
   *[other] {" "}en { $count } messages
} : { $key }
cli-send-acknowledged = { $who } l'a reçu.
cli-send-relayed = Un voisin l'a relayé ; { $who } ne l'a pas confirmé.
cli-send-relayed-to-channel = Un voisin l'a relayé : sur un canal, personne ne peut en dire plus.
cli-send-refused = { $count ->
    [1] Il a été refusé.
   *[other] Il a été refusé ; { $arrived } des { $count } messages sont arrivés.
}
cli-send-expired = { $count ->
    [1] Il a expiré.
   *[other] Il a expiré ; { $arrived } des { $count } messages sont arrivés.
}
cli-send-cancelled = { $count ->
    [1] Il a été repris avant de partir.
   *[other] Il a été repris avant d'être parti en entier ; { $arrived } des { $count } messages sont arrivés.
}
cli-send-open = Il est encore en route{ $wait ->
    [none] {""}
   *[other] {" : "}{ $wait }
}. `steadymesh outbox show { $key }` dit où il en est.

cli-outcome-waiting = attend
cli-outcome-sent = en route
cli-outcome-sent-relayed = transmis
cli-outcome-acknowledged = confirmé
cli-outcome-relayed = relayé
cli-outcome-refused = refusé
cli-outcome-cancelled = repris
cli-outcome-expired = expiré

cli-waits-writing = il est en train d'être noté
cli-waits-verdict = attend une confirmation{ $time ->
    [none] {""}
   *[other] {", "}{ $time } au plus
}
cli-waits-recipient = un voisin l'a relayé ; attend le destinataire{ $time ->
    [none] {""}
   *[other] {", "}{ $time } au plus
}
cli-waits-repeat = repart{ $time ->
    [none] {""}
   *[other] {" dans "}{ $time }
}, le lien a été perdu entre-temps
cli-waits-link = attend le lien avec la radio
cli-waits-key = attend la clé du destinataire ({ $reason })
cli-waits-heard = attend que le destinataire soit entendu
cli-waits-piece = attend le morceau qui le précède ({ $before })
cli-waits-pause = a été refusé ({ $reason }), repart{ $time ->
    [none] {""}
   *[other] {" dans "}{ $time }
}
cli-waits-channel-busy = le canal est occupé{ $percent ->
    [none] {""}
   *[other] {" ("}{ $percent } %)
}
cli-waits-quiet-hours = heures calmes{ $until ->
    [none] {""}
   *[other] {" jusqu'à "}{ $until }
}
cli-waits-air-budget = notre part d'antenne de l'heure est épuisée{ $time ->
    [none] {" : il est trop long pour elle"}
   *[other] {" : pendant "}{ $time } au plus
}
cli-waits-turn = attend son tour{ $time ->
    [none] {""}
   *[other] {", l'antenne est laissée aux autres pendant "}{ $time }
}

cli-priority-alert = alerte
cli-priority-reply = réponse
cli-priority-message = message
cli-priority-announcement = annonce
cli-priority-keys = clés

cli-seconds = { $seconds } s

## Listes

cli-column-message = MESSAGE
cli-column-to = À
cli-column-made = FAIT LE
cli-column-outcome = ÉTAT
cli-column-priority = GENRE
cli-column-sent = ÉMIS
cli-column-bytes = OCTETS
cli-column-airtime = ANTENNE
cli-column-kind = GENRE
cli-column-recipient = LES PLUS CHERS
cli-column-messages = MESSAGES
cli-column-hour = HEURE
cli-column-bar = DU BUDGET D'UNE HEURE
cli-column-part = PART

cli-outbox-none-open = Rien n'est en route.
cli-outbox-none-all = Aucun message n'est gardé.
cli-outbox-none-failed = Aucun message qui a échoué n'est gardé.
cli-outbox-more = Il y en a plus de { $limit } : --limit en montre davantage.
cli-outbox-cancelled = { $count ->
    [1] Le message { $key } pour { $who } est repris.
   *[other] Le message { $key } pour { $who } est repris, { $count } morceaux en tout.
}
cli-outbox-cancelled-rest = Le message { $key } pour { $who } est déjà parti ; repris derrière lui : { $count ->
    [1] 1 morceau
   *[other] { $count } morceaux
}.

cli-message-key = Message
cli-message-to = À
cli-message-made = Fait le
cli-message-deadline = Expire le
cli-message-priority = Genre
cli-message-follows = Derrière
cli-message-outcome = État
cli-message-waits = Attente
cli-message-what = Pourquoi
cli-message-remedy = Que faire
cli-message-handed = Remis
cli-message-cost = Coût
cli-message-packets = Paquets
cli-message-text = Texte
cli-message-was-handed = { $count }× sous son numéro de paquet actuel, d'abord le { $since }
cli-message-has-cost = { $count }× sur les ondes, { $bytes } octets chaque fois, { $airtime }

## Les ondes

cli-status-air = Antenne
cli-air = { $used } ; { $channel }
cli-air-used = { $budget ->
    [none] { $used } pris dans la dernière heure
   *[other] { $used } sur { $budget } pris dans la dernière heure ({ $percent } %)
}
cli-air-channel = { $percent ->
    [none] occupation du canal inconnue
   *[other] canal occupé à { $percent } % par tous
}
cli-percent = { $percent } %
cli-airtime-day = Jour
cli-airtime-total = Messages
cli-airtime-budget = Maintenant
cli-airtime-channel = Canal
cli-airtime-questions = Questions
cli-airtime-cost = { $messages ->
    [1] { $messages } message
   *[other] { $messages } messages
}, { $transmissions }× sur les ondes : { $bytes } octets, { $airtime }
cli-airtime-nothing = rien n'a été envoyé
cli-airtime-not-running = aucun steadymesh ne tourne : ce qui peut être pris n'est connu qu'avec un lien avec la radio
cli-airtime-share = { $limit ->
    [none] { $share } % d'une heure, la région n'impose pas de limite
   *[other] { $share } % des { $limit } % d'une heure que la région accorde
} ({ $place })
cli-airtime-asked = { $count }× demandé des clés et autres depuis le démarrage, { $airtime } : compté maintenant, pas noté, donc pas dans ce relevé
