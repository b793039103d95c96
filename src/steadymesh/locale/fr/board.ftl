### Le panneau : les annonces que tout le monde lit.

help-board = De courtes annonces pour tous : la liste ; avec un numéro, en lit une ; avec publier ou effacer, en publie ou en efface une.
words-board = panneau
argument-bulletin = N / publier TEXTE / effacer N
board-list = 📌 { $count ->
    [one] { $count } annonce
   *[other] { $count } annonces
}, { $prefix }panneau N en lit une
board-line = { $number } : { $text } ({ $name }, { $age })
board-one = 📌 { $number }, { $name }, { $age } :
    { $text }
board-empty = 📌 Le panneau est vide. { $prefix }panneau publier TEXTE y met une annonce.
board-none = Il n'y a pas d'annonce { $number }. { $prefix }panneau donne la liste.
board-how = 📌 { $prefix }panneau : la liste ; { $prefix }panneau 12 en lit une ; { $prefix }panneau publier TEXTE en publie une ; { $prefix }panneau effacer 12 l'efface.
board-posted = 📌 Publiée sous le numéro { $number }, { $days ->
    [0] pour moins d'un jour
    [one] pour { $days } jour
   *[other] pour { $days } jours
}. { $prefix }panneau effacer { $number } l'efface.
board-deleted = 🗑 L'annonce { $number } est effacée.
board-not-yours = L'annonce { $number } est à quelqu'un d'autre : seuls son auteur et un administrateur peuvent l'effacer.
board-enough = { $count ->
    [one] Vous avez déjà une annonce ({ $numbers }).
   *[other] Vous avez déjà { $count } annonces ({ $numbers }).
} Effacez-en une d'abord : { $prefix }panneau effacer NUMÉRO
board-twice = Elle est déjà au panneau, sous le numéro { $number }.
board-too-long = C'est trop long : { $bytes } octets, et { $most } au plus (un accent en prend 2, un emoji 4).
board-unread = Le panneau est illisible pour l'instant. Réessayez plus tard.
board-notice = { $number }, { $name } : { $text }

## Le journal

board-not-loaded = ⚠️ Les annonces sont illisibles : { $error }
board-not-kept = ⚠️ Les annonces n'ont pas encore pu être écrites : { $error }
