### Les thèmes : chacun est prévenu de ce à quoi il s'est abonné.

help-subscribe = Vous prévient par message direct quand il y a du nouveau : donne la liste des thèmes, ou vous abonne à l'un d'eux.
words-subscribe = abonner
help-unsubscribe = Ne vous prévient plus pour un thème ; « tout » les désigne tous.
words-unsubscribe = désabonner desabonner
help-publish = Envoie quelque chose aux abonnés d'un thème.
words-publish = diffuser
argument-topic = THÈME
topics-list = 🔔 Thèmes (✓ les vôtres) : { $topics }. { $prefix }abonner THÈME, { $prefix }désabonner THÈME
topics-none = Il n'y a pas de thème « { $topic } ». Il y a : { $topics }
topics-not-yours = Vous n'êtes pas abonné à « { $topic } ». Thèmes (✓ les vôtres) : { $topics }
topics-full = Les { $most } places d'abonnés sont prises. Réessayez un autre jour.
topics-subscribed = 🔔 Je vous écrirai quand il y aura du nouveau : { $topic }. { $prefix }désabonner { $topic } y met fin.
topics-unsubscribed = 🔕 Plus d'avis sur { $topic }. { $prefix }abonner donne la liste des thèmes.
topics-unsubscribed-all = 🔕 Plus aucun avis, sur aucun thème.
topics-lead = 🔔 { $topic } :
topics-ending = { $prefix }désabonner { $topic } y met fin.
topics-published = 🔔 Envoyé à { $subscribers ->
    [one] { $subscribers } abonné
   *[other] { $subscribers } abonnés
} au thème { $topic }, au rythme que permettent les ondes.
topics-too-long = C'est trop long : { $bytes } octets, et { $most } au plus.
topics-unread = Les abonnements sont illisibles pour l'instant. Réessayez plus tard.

## Le journal

topics-not-loaded = ⚠️ Les abonnements sont illisibles : { $error }
topics-not-kept = ⚠️ Les abonnements n'ont pas encore pu être écrits : { $error }
topics-unknown = ⚠️ { $publisher } a du nouveau pour un thème « { $topic } » qui n'existe pas. Nommez-le dans plugin.topics.names.
topics-crowded = ⚠️ Trop d'avis en attente : le plus ancien, sur { $topic }, est abandonné ; { $people ->
    [one] { $people } personne n'en est pas prévenue
   *[other] { $people } personnes n'en sont pas prévenues
}.
topics-dropped = 🔕 { $name } ({ $node }) n'est plus abonné : { $failures } avis de suite ne sont pas arrivés.
topics-not-told = { $node } n'a pas pu être prévenu : { $error }
