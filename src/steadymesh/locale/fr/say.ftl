### `say` : un administrateur parle par le bot.

help-say = Dit quelque chose sur le canal principal, sur un #canal, ou à un @nœud ou !numéro.
words-say = dire
said-for-admin = 📣 { $by } a fait dire quelque chose à { $to } : { $bytes } octets, { $pieces } { $pieces ->
    [one] message
   *[other] messages
}

say-nothing = Que dois-je dire ? Écrivez le texte après le nom.
say-to-us = C'est moi. Je vous entends déjà.
say-no-channel = Ma radio n'a pas de canal « { $word } ». Écrivez le nom que montre l'appli, ou son numéro, comme #0.
say-nobody = Je ne connais personne nommé « { $word } ». Écrivez @nom, ou un numéro comme !0badcafe.
say-no-number = « { $word } » n'est pas un numéro de nœud, comme !0badcafe. Si c'est pour tous, commencez par #0.
say-several = « { $word } » peut être l'un de { $count } nœuds ; écrivez le numéro :
say-handed-in = 📣 Remis pour { $name }{ $pieces ->
    [one] {""}
   *[other] {" "}en { $pieces } messages
}.
say-waits = 📣 Remis pour { $name }{ $pieces ->
    [one] {""}
   *[other] {" "}en { $pieces } messages
} ; ce sera envoyé quand le lien avec la radio sera rétabli.
say-refused = Pas accepté pour { $name } : { $reason }
say-failed = Pas accepté pour { $name }.
say-slow = Je ne sais pas si c'est accepté pour { $name } : la file d'envoi n'a pas répondu à temps.
