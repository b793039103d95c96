# Pourquoi un message n'est pas arrivé : ce qui s'est passé, et que faire. La fin d'un id est le motif tel qu'il est noté.
why-everybody = le canal

## Clés

why-KEY_UNKNOWN = Notre radio n'a pas la clé publique du nœud { $name }, et personne ne nous l'a encore donnée : rien ne peut être chiffré pour ce nœud.
why-KEY_UNKNOWN-remedy = Elle vient avec ses prochaines infos utilisateur ; steadymesh keys ask { $node } les demande, son lien de contact peut être importé.
why-KEY_HELD = { $name } montre une nouvelle clé{ $held ->
    [none] {""}
   *[other] {" ("}{ $held })
}, et quelqu'un doit décider si elle est bien la sienne : d'ici là, rien n'est chiffré pour ce nœud.
why-KEY_HELD-remedy = Comparer l'empreinte avec { $name } par un autre moyen, puis : steadymesh keys accept { $node }, ou steadymesh keys reject { $node }.
why-KEY_REVOKED = La clé que montre { $name } est révoquée ici : rien n'est plus chiffré avec elle.
why-KEY_REVOKED-remedy = { $name } doit créer une nouvelle clé et renvoyer ses infos utilisateur.
why-PUSH_OFF = Notre radio n'a pas la clé publique du nœud { $name }, et keys.push = off nous interdit de la lui donner.
why-PUSH_OFF-remedy = Mettre keys.push = needed, ou le faire à la main : steadymesh keys push { $node }.
why-PUSH_MANAGED = Notre radio n'a pas la clé publique du nœud { $name }, et n'en accepte pas de nous : elle est en mode géré.
why-PUSH_MANAGED-remedy = Désactiver security.is_managed dans la radio, ou faire ajouter { $name } aux contacts par qui la gère.
why-PUSH_ROLE = Notre radio n'a pas la clé publique du nœud { $name } ; c'est un routeur, et rien n'est écrit dans sa table des nœuds sans demande expresse.
why-PUSH_ROLE-remedy = Mettre keys.push_on_router = true, ou donner le rôle CLIENT à la radio.
why-PUSH_UNSUPPORTED = Notre radio n'a pas la clé publique du nœud { $name }, et son micrologiciel (avant 2.6.8) n'en accepte pas de nous.
why-PUSH_UNSUPPORTED-remedy = Mettre la radio à jour ; d'ici là, { $name } doit envoyer ses infos utilisateur.
why-PUSH_BUDGET = Notre radio n'a pas la clé publique du nœud { $name }, et plus aucune clé ne peut être écrite dans sa mémoire flash pour l'instant.
why-PUSH_BUDGET-remedy = Renvoyer plus tard dans la journée, ou demain : steadymesh status dit ce qui reste.
why-PUSH_BUSY = Notre radio n'a pas la clé publique du nœud { $name }, et il n'y a pas eu de moment calme pour la lui donner : trop de messages étaient en route.
why-PUSH_BUSY-remedy = Renvoyer quand il y a moins de trafic.
why-PUSH_TABLE_FULL = Notre radio n'a pas la clé publique du nœud { $name }, et sa table des nœuds n'a plus de place pour un favori de notre part.
why-PUSH_TABLE_FULL-remedy = Retirer de la liste de la radio, dans l'application, des favoris inutiles.
why-PUSH_NO_EFFECT = La clé publique du nœud { $name } a été donnée à notre radio sans aucun effet : quelque chose entre nous avale l'ordre, ou répond à la place de la radio.
why-PUSH_NO_EFFECT-remedy = Se connecter à la radio elle-même (link.node), sans intermédiaire.
why-PUSH_VERIFIED = Notre radio garde une autre clé pour { $name } : elle y est marquée comme vérifiée à la main.
why-PUSH_VERIFIED-remedy = Comparer les clés. Si la nouvelle est la bonne : steadymesh keys verify { $node } ; ou retirer { $name } de la liste de la radio dans l'application, ou scanner de nouveau son QR code.
why-PUSH_FAILED = Notre radio n'a pas la clé publique du nœud { $name }, et a refusé de la prendre.
why-PUSH_FAILED-remedy = Essayer à la main avec steadymesh keys push { $node } ; si elle refuse encore, redémarrer la radio.
why-PEER_HAS_NEW_KEY = { $name } n'a pas pu le déchiffrer (6) : ce nœud a une nouvelle clé, et nous avons encore une ancienne{ $fingerprint ->
    [none] {""}
   *[other] {" ("}{ $fingerprint })
}.
why-PEER_HAS_NEW_KEY-remedy = { $name } doit échanger ses infos utilisateur avec ce nœud, pour que sa nouvelle clé soit entendue ici.
why-PEER_HAS_OUR_OLD_KEY = { $name } n'a pas pu le déchiffrer (6) : il a encore une ancienne clé de ce nœud{ $own ->
    [none] {""}
   *[other] {", dont la clé est maintenant "}{ $own }
}.
why-PEER_HAS_OUR_OLD_KEY-remedy = { $name } doit retirer ce nœud de sa liste, ou échanger de nouveau les infos utilisateur.
why-NO_CHANNEL = { $name } n'a pas pu le déchiffrer (6) : il a une ancienne clé de ce nœud, ou nous une ancienne de lui, ou ce canal lui manque.
why-NO_CHANNEL-remedy = Échanger les infos utilisateur avec { $name } ; si cela n'aide pas, il doit retirer ce nœud de sa liste.
why-RADIO_OR_KEY = { $name } n'a rien confirmé en trois émissions (5) : hors de portée ou en veille, ou bien notre clé lui manque ou nous avons une ancienne de lui (le micrologiciel 2.8 ne dit alors rien).
why-RADIO_OR_KEY-remedy = Voir dans steadymesh nodes quand il a été entendu ; s'il est à portée, échanger les infos utilisateur avec lui.
why-PKI_UNKNOWN_PUBKEY = { $name } ne connaît pas notre clé (35), même après l'envoi de nos infos utilisateur par notre radio.
why-PKI_UNKNOWN_PUBKEY-remedy = { $name } doit échanger ses infos utilisateur avec ce nœud, ou scanner son QR code : steadymesh keys link.
why-PKI_SEND_FAIL_PUBLIC_KEY = Notre radio n'a pas la clé publique du nœud { $name } (39).
why-PKI_SEND_FAIL_PUBLIC_KEY-remedy = Attendre ses infos utilisateur, ou l'ajouter aux contacts dans l'application.
why-PKI_FAILED = Notre radio n'a pas pu le chiffrer (34) : la clé publique du nœud { $name } y manque, ou est fausse.
why-PKI_FAILED-remedy = Attendre ses infos utilisateur, ou l'ajouter aux contacts dans l'application.

## La radio et le réseau

why-MAX_RETRANSMIT = { $name } n'a rien confirmé en trois émissions (5) : hors de portée, ou en veille.
why-MAX_RETRANSMIT-remedy = Voir dans steadymesh nodes quand il a été entendu ; renvoyer à ce moment-là.
why-NO_ROUTE = Notre radio ne connaît pas de chemin vers { $name } (1).
why-NO_ROUTE-remedy = Renvoyer quand le nœud aura été entendu.
why-GOT_NAK = { $name } l'a refusé sans dire pourquoi (2).
why-GOT_NAK-remedy = Renvoyer ; si cela se répète, examiner ce nœud.
why-TIMEOUT = Notre radio a cessé d'attendre { $name } (3).
why-TIMEOUT-remedy = Renvoyer quand le nœud aura été entendu.
why-NO_RESPONSE = { $name } l'a pris sans répondre (8).
why-NO_RESPONSE-remedy = Vérifier le micrologiciel et les modules de ce nœud.
why-NO_INTERFACE = Notre radio n'a pas d'émetteur en état de marche (4).
why-NO_INTERFACE-remedy = Vérifier la radio, la redémarrer.
why-TOO_LARGE = Il est trop long pour un seul paquet (7).
why-TOO_LARGE-remedy = L'envoyer en morceaux plus courts.
why-DUTY_CYCLE_LIMIT = Notre radio a épuisé son temps d'antenne (9).
why-DUTY_CYCLE_LIMIT-remedy = Envoyer moins, ou attendre que l'heure passe.
why-RATE_LIMIT_EXCEEDED = Notre radio veut plus de temps entre deux textes (38).
why-RATE_LIMIT_EXCEEDED-remedy = Augmenter radio.text_gap.
why-BAD_REQUEST = Il a été refusé comme mal formé (32).
why-BAD_REQUEST-remedy = C'est un défaut de steadymesh ou du micrologiciel ; merci de le signaler avec le journal.
why-NOT_AUTHORIZED = { $name } n'accepte pas cela de nous (33).
why-NOT_AUTHORIZED-remedy = Qui gère ce nœud doit l'autoriser.
why-ADMIN_BAD_SESSION_KEY = { $name } l'a refusé : la session d'administration est terminée (36).
why-ADMIN_BAD_SESSION_KEY-remedy = Renvoyer.
why-ADMIN_PUBLIC_KEY_UNAUTHORIZED = { $name } n'accepte pas d'ordres sous notre clé (37).
why-ADMIN_PUBLIC_KEY_UNAUTHORIZED-remedy = Qui gère ce nœud doit ajouter notre clé à ses administrateurs.
why-UNKNOWN = Il a été refusé pour un motif que nous ne connaissons pas ({ $number }).
why-UNKNOWN-remedy = Le micrologiciel est plus récent que ce steadymesh : mettre steadymesh à jour.
why-RES_32 = La file d'émission de notre radio est restée pleine.
why-RES_32-remedy = Envoyer moins ; si rien d'autre ne part non plus, redémarrer la radio.
why-RES_33 = Notre radio n'a pas d'émetteur en état de marche.
why-RES_33-remedy = Vérifier la radio, la redémarrer.
why-RES_34 = L'émetteur de notre radio est coupé, ou sa région n'est pas réglée.
why-RES_34-remedy = Régler lora.region et lora.tx_enabled dans la radio.
why-RES_35 = Notre radio l'a abandonné sans dire pourquoi.
why-RES_35-remedy = Renvoyer.

## Ici

why-OUTBOX_FULL = Trop de messages attendent déjà : il n'a pas été pris.
why-OUTBOX_FULL-remedy = Vérifier le lien avec steadymesh link status ; s'il est établi, quelqu'un envoie trop.
why-IMPOSSIBLE = Aucune radio ne peut le prendre tel quel.
why-IMPOSSIBLE-remedy = Le journal dit pourquoi, à message-impossible.
why-CHANNEL_BUSY = D'autres occupaient trop le canal pour qu'il parte à temps : au-dessus de 25 %, seules les réponses à quelqu'un passent, au-dessus de 40 %, seul ce qui va à un administrateur.
why-CHANNEL_BUSY-remedy = Voir l'occupation du canal dans steadymesh airtime ; renvoyer plus tard, ou avec un --lifetime plus long.
why-AIR_BUDGET = Notre part d'antenne de l'heure est restée épuisée jusqu'à son échéance, ou bien il coûte à lui seul plus que cette part.
why-AIR_BUDGET-remedy = Voir dans steadymesh airtime ce qui l'a épuisée ; augmenter delivery.duty_share ou delivery.hour_share si elle peut être plus grande.
why-QUIET_HOURS = Il a fait nuit (delivery.quiet_hours) jusqu'à son échéance, et personne ne l'avait demandé.
why-QUIET_HOURS-remedy = L'envoyer de jour, ou lui donner une durée de vie qui dépasse la nuit.
why-CANCELLED = Il a été repris avant de partir (steadymesh outbox cancel).
why-CANCELLED-remedy = Le renvoyer si { $name } doit l'avoir malgré tout.
why-CANCELLED_LATE = Son deuxième essai a été repris (steadymesh outbox cancel). Le premier est passé à l'antenne et a pu être lu.
why-CANCELLED_LATE-remedy = Demander à { $name } s'il est arrivé.
why-TO_OURSELVES = Il est pour notre propre radio, dont le numéro n'était pas encore connu quand il a été remis.
why-TO_OURSELVES-remedy = L'envoyer à quelqu'un d'autre.
why-EXPIRED = Il a été remis à notre radio, et personne n'a dit à temps ce qu'il est devenu : { $name } est hors de portée, ou sa réponse s'est perdue.
why-EXPIRED-remedy = Demander à { $name } s'il est arrivé ; sinon, renvoyer.
why-UNSENT = Il n'a pas atteint notre radio à temps : le lien était coupé, ou d'autres passaient avant.
why-UNSENT-remedy = Vérifier le lien avec steadymesh link status, ou avec steadymesh doctor.
why-RELAYED = Un voisin l'a relayé ; { $name } ne l'a pas confirmé, et l'a peut-être reçu tout de même.
why-RELAYED-remedy = Demander à { $name } s'il est arrivé ; sinon, renvoyer.
why-OTHER = Il a été refusé : { $reason }.
why-OTHER-remedy = Le journal en dit peut-être plus.

## Pour les ondes : 200 octets au plus avec un nom de 24

why-short-KEY_UNKNOWN = Je n'ai pas encore de clé pour { $name }. Échangez vos infos utilisateur avec moi dans l'appli, puis réessayez.
why-short-KEY_HELD = { $name } montre une nouvelle clé{ $held ->
    [none] {""}
   *[other] {" ("}{ $held })
} ; mon opérateur doit l'accepter avant que j'écrive à ce nœud.
why-short-KEY_REVOKED = La clé que montrait { $name } a été révoquée par mon opérateur. Il faut une nouvelle clé.
why-short-PUSH_OFF = Ma radio n'a pas de clé pour { $name }, et mes réglages interdisent de lui en donner. Échangez vos infos avec moi.
why-short-PUSH_MANAGED = Ma radio, gérée, n'a pas de clé pour { $name } et n'en prend pas de moi. Échangez vos infos avec moi.
why-short-PUSH_ROLE = Ma radio, un routeur, n'a pas de clé pour { $name }. Échangez vos infos avec moi, ou demandez à mon opérateur.
why-short-PUSH_UNSUPPORTED = Ma radio, trop ancienne pour en recevoir, n'a pas de clé pour { $name }. Échangez vos infos avec moi.
why-short-PUSH_BUDGET = Ma radio n'a pas de clé pour { $name } ; plus rien n'y est écrit pour l'instant. Réessayez plus tard ou demain.
why-short-PUSH_BUSY = Ma radio n'a pas de clé pour { $name } ; trop occupée, elle n'a pas pu en recevoir. Réessayez plus tard.
why-short-PUSH_TABLE_FULL = Ma radio n'a pas de clé pour { $name }, ni de place pour en garder une. Mon opérateur doit en faire.
why-short-PUSH_NO_EFFECT = Ma radio ne prend pas de clé pour { $name } : quelque chose avale l'ordre en route. Mon opérateur doit voir.
why-short-PUSH_VERIFIED = Ma radio garde une autre clé, vérifiée, pour { $name }. Mon opérateur doit décider.
why-short-PUSH_FAILED = Ma radio a refusé une clé pour { $name }. Mon opérateur doit voir.
why-short-PEER_HAS_NEW_KEY = { $name } a une nouvelle clé, j'ai l'ancienne{ $fingerprint ->
    [none] {""}
   *[other] {" ("}{ $fingerprint })
}. Échangez vos infos avec moi.
why-short-PEER_HAS_OUR_OLD_KEY = { $name } a une ancienne clé de moi{ $own ->
    [none] {""}
   *[other] {" (la nouvelle : "}{ $own })
}. Retirez-moi de la liste des nœuds, ou échangez vos infos avec moi.
why-short-NO_CHANNEL = { $name } n'a pas pu le déchiffrer : l'un de nous a une vieille clé de l'autre. Échangez vos infos avec moi.
why-short-RADIO_OR_KEY = { $name } ne répond pas : hors de portée, ou clé fausse chez l'un de nous. À portée, échangez vos infos avec moi.
why-short-PKI_UNKNOWN_PUBKEY = { $name } ne connaît pas ma clé. Échangez vos infos avec moi, puis réessayez.
why-short-PKI_SEND_FAIL_PUBLIC_KEY = Ma radio n'a pas de clé pour { $name }. Échangez vos infos avec moi, puis réessayez.
why-short-PKI_FAILED = Ma radio n'a pas pu chiffrer pour { $name } : clé absente ou fausse. Échangez vos infos avec moi.
why-short-MAX_RETRANSMIT = { $name } n'a pas répondu en trois essais : hors de portée, ou en veille. Réessayez plus tard.
why-short-NO_ROUTE = Ma radio ne connaît pas de chemin vers { $name }. Réessayez plus tard.
why-short-GOT_NAK = { $name } l'a refusé sans dire pourquoi. Réessayez.
why-short-TIMEOUT = Ma radio a cessé d'attendre { $name }. Réessayez plus tard.
why-short-NO_RESPONSE = { $name } l'a pris sans répondre.
why-short-NO_INTERFACE = Ma radio n'a pas d'émetteur en état de marche. Mon opérateur doit voir.
why-short-TOO_LARGE = Il était trop long pour un seul paquet.
why-short-DUTY_CYCLE_LIMIT = Ma radio a épuisé son temps d'antenne de l'heure. Réessayez plus tard.
why-short-RATE_LIMIT_EXCEEDED = Ma radio aurait dû émettre trop vite. Réessayez.
why-short-BAD_REQUEST = Il a été refusé comme mal formé : un défaut de ma part. Mon opérateur doit voir.
why-short-NOT_AUTHORIZED = { $name } n'accepte pas cela de moi.
why-short-ADMIN_BAD_SESSION_KEY = { $name } l'a refusé : la session d'administration est terminée. Réessayez.
why-short-ADMIN_PUBLIC_KEY_UNAUTHORIZED = { $name } n'accepte pas d'ordres sous ma clé.
why-short-UNKNOWN = Il a été refusé pour un motif que je ne connais pas ({ $number }).
why-short-RES_32 = La file de ma radio est restée pleine. Réessayez plus tard.
why-short-RES_33 = Ma radio n'a pas d'émetteur en état de marche. Mon opérateur doit voir.
why-short-RES_34 = L'émetteur de ma radio est coupé, ou sa région non réglée. Mon opérateur doit voir.
why-short-RES_35 = Ma radio l'a abandonné sans dire pourquoi. Réessayez.
why-short-OUTBOX_FULL = Trop de messages attendaient déjà ici. Réessayez plus tard.
why-short-IMPOSSIBLE = Aucune radio ne peut l'envoyer tel quel. Le journal de mon opérateur dit pourquoi.
why-short-CHANNEL_BUSY = Le canal était trop occupé. Réessayez plus tard.
why-short-AIR_BUDGET = Ma part d'antenne était épuisée. Réessayez dans un moment.
why-short-QUIET_HOURS = Il faisait nuit, et personne ne l'avait demandé.
why-short-CANCELLED = Mon opérateur l'a repris avant qu'il parte.
why-short-CANCELLED_LATE = Mon opérateur a repris son deuxième essai. Le premier est peut-être arrivé.
why-short-TO_OURSELVES = Il était pour moi-même.
why-short-EXPIRED = Il est parti vers { $name }, sans réponse. Il est peut-être arrivé.
why-short-UNSENT = Il n'est pas parti à temps : ma radio était absente ou occupée. Réessayez.
why-short-RELAYED = Un voisin l'a relayé vers { $name }, qui ne l'a pas confirmé. Il est peut-être arrivé.
why-short-OTHER = Il a été refusé : { $reason }.

## La ligne de commande

why-nothing = Rien n'a échoué récemment.
why-nothing-to = Rien n'a échoué récemment vers { $node }.
why-line-to = À
why-line-when = Quand
why-line-ended = Fin
why-line-why = Pourquoi
why-line-remedy = Que faire
why-ended-refused = refusé
why-ended-expired = expiré
