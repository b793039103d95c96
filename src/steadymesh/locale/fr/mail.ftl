### Le courrier : un message chacun, avec de la place pour des noms de 24 octets.

words-msg = lettre écrire ecrire
words-inbox = courrier
words-read = lire
words-del = jeter
words-sent = envois

help-msg = Laisse une lettre à un absent : je la lui remets quand je l'entends, et vous le dis.
help-inbox = Les lettres qui vous attendent, ou que vous n'avez pas encore lues.
help-read = Fait venir la lettre NUMÉRO, ou la montre encore ; sans numéro, la plus ancienne.
help-del = Jette la lettre NUMÉRO ; ou reprend une des vôtres.
help-sent = Vos lettres qui ne sont pas encore arrivées.
argument-page = PAGE
argument-letter_number = NUMÉRO

mail-letter = ✉ { $name } { $proof ->
    [proved] (prouvé)
    [operator] (opérateur)
   *[none] (non prouvé)
} il y a { $ago }{ $again ->
    [yes] {" "}(encore)
   *[no] {""}
} :
mail-delivered = ✉ { $number } à { $name } : remise { $after } après l'envoi.
mail-returned = ✉ { $number } à { $name } revient : { $because }
mail-because-unheard = impossible de le joindre à temps.
mail-because-unreadable = elle n'est jamais passée, ou n'a pas pu être lue.
mail-because-unconfirmed = envoyée, sans confirmation. Elle a pu arriver.
mail-because-partly = seul le début a été confirmé.
mail-because-discarded = jetée par son destinataire.
mail-because-taken-back = vous l'avez reprise.
mail-because-barred = plus de courrier pour cette personne.
mail-no-such = Aucune lettre { $number } n'est à vous. Voyez { $prefix }courrier et { $prefix }envois.
mail-failed = Désolé, je ne peux ni garder ni retrouver de lettres en ce moment. Réessayez plus tard.

msg-kept = ✉ { $number } gardée pour { $name } jusqu'à ce que je l'entende, { $days ->
    [one] un jour
   *[other] { $days } jours
} au plus.
msg-trying = ✉ { $number } pour { $name }, à portée : elle part. Je vous dirai si elle arrive.
msg-operators-kept = ✉ { $number } gardée pour { $name } jusqu'à ce que je l'entende, { $days ->
    [one] un jour
   *[other] { $days } jours
} au plus ; « envois » et le journal disent ce qu'elle devient.
msg-operators-trying = ✉ { $number } pour { $name } : à portée, elle part ; « envois » et le journal disent ce qu'elle devient.
msg-operator = ✉ { $number } gardée pour mon opérateur, qui la lira à sa console.
msg-empty = Il n'y a rien dans cette lettre.
msg-self = C'est vous.
msg-barred = { $name } ne reçoit pas de courrier ici.
msg-unmessagable = Personne ne lit de messages chez { $name } : ce nœud le dit lui-même.
msg-too-long = Cette lettre a { $bytes } octets ; { $most } au plus.
msg-full-recipient = Trop de lettres attendent { $name } : je n'en prends plus.
msg-full-sender = Trop de vos lettres attendent : je n'en prends plus. { $prefix }envois les liste, { $prefix }jeter NUMÉRO en reprend une.
msg-full-office = Ma boîte est pleine. Réessayez dans quelques jours.

mail-page = ✉ Page { $page } sur { $pages } :
mail-more = … { $way }
inbox-none = ✉ Pas de lettre pour vous.
inbox-count = ✉ { $count ->
    [one] Une lettre
   *[other] { $count } lettres
} pour vous ; { $prefix }lire NUMÉRO, { $prefix }jeter NUMÉRO
inbox-line = { $number } : { $name }, il y a { $ago }
sent-none = ✉ Aucune de vos lettres n'est en route.
sent-count = ✉ { $count ->
    [one] Une lettre
   *[other] { $count } lettres
} de vous ; { $prefix }jeter NUMÉRO en reprend une
sent-line = { $number } : { $name }, il y a { $ago }, { $state ->
    [waiting] attend
    [out] en route
    [unsure] envoyée, non confirmée
    [delivered] remise
   *[returned] revenue
}
sent-returned = { $number } : { $name }, il y a { $ago }, revenue : { $because }
read-coming = ✉ { $number } vient dès que possible.
read-out = ✉ { $number } est en route vers vous.
del-gone = ✉ { $number } ({ $name }) est jetée.
del-back = ✉ { $number } à { $name } est reprise, non lue.
del-stopped = ✉ { $number } à { $name } ne repart plus. Elle a peut-être été lue.
del-out = ✉ { $number } est en route : trop tard.

mail-ended = ✉ Lettre { $number } : { $outcome ->
    [delivered] remise
    [unheard] son destinataire n'a pas été entendu à temps
    [unreadable] son destinataire n'a pas pu la lire
    [unconfirmed] personne ne l'a confirmée
    [partly] confirmée en partie
    [discarded] jetée sans être lue
    [barred] l'expéditeur ou le destinataire est banni
    [taken-back] reprise
   *[other] { $outcome }
}
mail-not-read = ⚠️ Les lettres sont illisibles sur le disque : { $error } Nouvel essai dès qu'on entend quelqu'un.
mail-not-written = ⚠️ Une lettre n'a pas été écrite sur le disque : { $error } Nouvel essai à sa prochaine étape.
mail-not-handed-in = ⚠️ La boîte d'envoi n'a pas pris une lettre : { $error } Nouvel essai à la prochaine écoute.
mail-fate-unknown = ⚠️ La boîte d'envoi ne sait pas ce qu'est devenue une lettre : { $error } Nouvelle question plus tard.
