### Un mot d'accueil pour les nouveaux.

greeting-hello = 👋 Bienvenue sur le réseau, { $name } ! Je suis un bot : écrivez { $prefix }aide et je vous dirai ce que je sais faire. C'est la seule fois que j'écris sans qu'on me le demande.

greeted = 👋 { $name } ({ $node }) est nouveau ici : un mot d'accueil est remis à l'envoi
greeting-not-loaded = ⚠️ On ne sait pas qui a été accueilli, donc personne ne l'est : { $error }
greeting-not-kept = ⚠️ Qui a été accueilli n'a pas encore pu être écrit : { $error }
greeting-not-posted = { $node } n'a pas pu être accueilli : { $error }
