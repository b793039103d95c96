# Pour qui veille sur le bot, et pour le gestionnaire de services.
link-away = 🔴 Radio absente depuis { $duration } ({ $reason ->
        [never-ready] pas encore jointe
        [resolve] nom introuvable
        [connect] pas de connexion
        [handshake] configuration incomplète
        [closed] l'autre côté a fermé
        [reset] coupure nette
        [probe] elle ne répond plus
        [defect] défaut de steadymesh
       *[other] { $reason }
    }). Vérifier le nœud, le réseau, la fréquence des reconnexions, et si un autre client occupe le nœud.
link-back = 🟢 Radio de retour après { $duration } d'absence
service-manager-deaf = ⚠️ Le gestionnaire de services ne prend pas de messages : { $error }

## Ce qui est dit aux gens par des services comme Telegram

alert-link = 🔴 Radio absente depuis { $away } ({ $reason ->
        [never-ready] pas encore jointe
        [resolve] nom introuvable
        [connect] pas de connexion
        [handshake] configuration incomplète
        [closed] l'autre côté a fermé
        [reset] coupure nette
        [probe] elle ne répond plus
        [defect] défaut de steadymesh
       *[other] { $reason }
    }). Vérifier le nœud, le réseau, et si un autre client occupe le nœud.
alert-link-over = 🟢 Radio de retour après { $away } d'absence.
alert-contended = 🟠 Un autre client prend sans cesse l'unique place de la radio. Elle lui est laissée pendant { $duration }. Trouvez ce client et fermez-le.
alert-contended-over = 🟢 Plus personne ne prend la place de la radio.
alert-reboot = 🔄 La radio a redémarré{ $count ->
    [one] {""}
   *[other] {" "}{ $count } fois
}{ $what ->
    [number] , ou une autre répond à son adresse
   *[other] {""}
}.
alert-battery = 🪫 La batterie de la radio est à { $percent } %.
alert-battery-over = 🔋 La batterie de la radio est rechargée.
alert-key-changed = 🔑 { $count ->
    [one] La clé a changé chez { $names }.
   *[other] { $count } clés ont changé : { $names }.
} Si leur radio n'a pas été réinstallée, demandez-leur de vive voix ; `steadymesh keys list` en dit plus.
alert-key-weak = ⚠️ Quelque chose ne va pas avec { $count ->
    [one] la clé chez { $names }
   *[other] { $count } clés ({ $names })
} : `steadymesh keys audit` dit quoi.
alert-key-waiting = ✋ { $count ->
    [one] Une nouvelle clé pour { $names } attend
   *[other] { $count } nouvelles clés attendent ({ $names })
} une décision : `steadymesh keys accept` ou `steadymesh keys reject`. D'ici là, rien de secret n'y est envoyé.
alert-key-waiting-over = ✅ Plus aucune clé n'attend de décision.
alert-store = 🔴 Rien ne peut être écrit ({ $reason ->
    [full] le disque est plein
    [read-only] le disque est en lecture seule
    [hanging] le disque ne répond pas
    [locked] un autre programme tient la base
    [io] le disque signale des erreurs
    [damaged] la base est endommagée
   *[other] { $reason }
}). Le bot continue en mémoire ; regardez le disque.
alert-store-over = 🟢 Tout est de nouveau écrit, après { $away }.
alert-plugin = 🔌 { $count ->
    [one] { $names } échoue sans cesse et est mis en pause
   *[other] { $count } parties d'extensions échouent sans cesse et sont mises en pause ({ $names })
} ; le journal dit pourquoi.
alert-plugin-over = 🟢 Plus aucune extension n'est en pause.
alert-loop = 🔁 Un autre bot répond aux réponses du bot : { $names }. On ne lui répond plus pendant un moment.
alert-outbox = 📮 Des messages ne partent pas alors que la radio est là : le plus ancien attend depuis { $away }. `steadymesh outbox list` dit quoi.
alert-outbox-over = 🟢 Les messages partent de nouveau.
alert-duty-cycle = ⏳ La radio a épuisé sa part d'antenne de l'heure et se tait pendant { $duration }.
alert-duty-cycle-over = 🟢 La radio peut de nouveau émettre.
alert-proxy = ⚠️ Quelque chose répond à la place de la radio : les battements reviennent, pas les questions. Y a-t-il un mandataire entre les deux ?
alert-still = ⏱️ Toujours ainsi, depuis { $duration } :
alert-flapping = 🔁 Cela va et vient ; la suite quand ce sera calme depuis une heure, ou demain :
alert-late = (du { $when })
alert-test = 👋 Ceci est un essai des alertes de Steadymesh. Tout va bien.

alert-name-link = la radio est absente
alert-name-contended = un autre client prend la place de la radio
alert-name-reboot = la radio a redémarré
alert-name-battery = la batterie est faible
alert-name-key-changed = une clé a changé
alert-name-key-weak = quelque chose ne va pas avec une clé
alert-name-key-waiting = une clé attend une décision
alert-name-store = rien ne peut être écrit
alert-name-plugin = une extension est en pause
alert-name-loop = un autre bot répond au bot
alert-name-outbox = des messages ne partent pas
alert-name-duty-cycle = la part d'antenne de l'heure est épuisée
alert-name-proxy = quelque chose répond à la place de la radio

digest-link = 📊 La journée : lien { $percent } % du temps, { $reconnections ->
    [0] aucune reconnexion
    [one] une reconnexion
   *[other] { $reconnections } reconnexions
}.
digest-messages = ✉️ Messages : { $delivered } confirmés, { $unconfirmed } relayés, { $refused } refusés ou expirés ; { $commands } commandes ; { $airtime_s } s d'antenne.
digest-keys = 🔑 Clés : { $keys_learned } nouvelles, { $keys_changed } changées, { $keys_weak } avec un problème.
digest-radio = 🔋 Batterie : { $battery ->
    [none] pas indiquée
    [outside] alimentation externe
   *[other] { $battery } %
} ; extensions mises en pause : { $paused ->
    [0] aucune
   *[other] { $paused } fois
}.

## Les lignes du journal sur les services

alert-not-taken = ⚠️ { $service } n'a pas pris une alerte ({ $why ->
    [unreachable] injoignable
    [late] pas de réponse à temps
   *[other] refusée
}{ $status ->
    [0] {""}
   *[other] , code { $status }
}) ; elle est gardée et retentée.
alert-service-back = 📣 { $service } prend de nouveau les alertes
alert-service-unusable = ⚠️ L'adresse de { $service } dans alerts.urls est inutilisable : `steadymesh alerts test` après correction.
alerts-not-loaded = Les alertes de la dernière fois ne peuvent pas encore être lues : { $error }
alert-not-kept = Une alerte n'a pas encore pu être écrite : { $error }
