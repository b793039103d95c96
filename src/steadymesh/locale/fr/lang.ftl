### `lang` : dans quelle langue quelqu'un reçoit ses réponses.

help-lang = Dans quelle langue je vous réponds, ici et partout ; auto oublie votre choix.
words-lang = langue
argument-language = LANGUE

lang-name = français
lang-console = La console parle la langue de l'opérateur (language dans la configuration, ou --language).
lang-unknown = « { $word } » n'est pas dans { $languages }.
lang-is-default = Je vous réponds en { $language }, réglage de l'opérateur, sauf si le mot de la commande est d'une autre langue. Pour choisir : { $way }
lang-is-chosen = Je vous réponds en { $language }, selon votre choix. Pour changer : { $way }
lang-chosen = ✅ Désormais, je vous réponds en { $language }.
lang-auto = ✅ Choix oublié : je réponds en { $language }, ou dans la langue du mot de la commande.
