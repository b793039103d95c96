### Les réponses d'un modèle de langage. `ask-prompt` est lu par le modèle, le reste par des gens.

help-ask = Une question à un modèle de langage ; il peut se tromper. Il se souvient d'une demi-heure d'échange.
words-ask = demande
argument-question = QUESTION

ask-prompt =
    Vous répondez à des gens sur un réseau radio maillé où un message contient 200 octets.
    Répondez en français, sauf si la question est dans une autre langue. Une ou deux phrases courtes, 180 caractères au plus.
    Ni Markdown, ni liste, ni emoji, ni salutation, ni question en retour. Si vous ne savez pas, dites-le en quelques mots.
    Vous ne voyez ni le réseau, ni l'heure, ni la météo, ni Internet, et vous ne pouvez rien faire d'autre que répondre.

ask-off = Il n'y a pas de modèle de langage ici : l'opérateur ne l'a pas activé.
ask-no-internet = Le modèle de langage passe par l'accès à Internet, qui est désactivé ici (internet.enabled).
ask-enough = Vous avez beaucoup demandé en une heure. Redemandez dans { $wait }.
ask-one-at-a-time = Je réfléchis encore à votre question précédente.
ask-full = Trop de questions attendent déjà. Redemandez dans quelques minutes.
ask-too-late = Votre question a attendu trop longtemps derrière d'autres. Redemandez dans quelques minutes.
ask-empty = Le modèle de langage n'avait rien à répondre. Essayez d'autres mots.
ask-down = Le modèle de langage n'est pas là. Réessayez plus tard.
ask-late = Le modèle de langage a réfléchi trop longtemps. Demandez plus simple, ou plus tard.
ask-busy = Le serveur du modèle de langage reçoit trop de questions. Réessayez plus tard.
ask-turned-away = Le serveur du modèle de langage refuse de nous répondre. L'opérateur peut lire pourquoi dans le journal.
ask-nonsense = Le serveur du modèle de langage a un problème. L'opérateur peut lire pourquoi dans le journal.
ask-why = { $error }

ask-error-nonsense = { $host } n'a pas répondu comme le serveur d'un modèle de langage. Vérifiez plugin.ask.url ; elle finit d'ordinaire par /v1.
ask-failed = ⚠️ Le modèle de langage n'a pas répondu : { $detail }
ask-back = ✅ Le modèle de langage répond de nouveau.
