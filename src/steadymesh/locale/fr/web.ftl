# HTTP : ce qui en est journalisé.
web-listening = 🌐 HTTP est servi sur { $address }
web-address-taken = ⚠️ HTTP ne peut pas être servi sur { $address } : { $error }. Le bot continue sans lui et réessaie chaque minute ; un autre `web.listen` aide tout de suite.
web-request = HTTP { $method } { $path } : { $status } après { $seconds } s
web-request-failed = ❌ Une requête pour { $path } est tombée sur un défaut de steadymesh : { $error }

# Pourquoi une requête est refusée.
web-target-too-long = L'adresse est trop longue : { $limit } octets au plus.
web-headers-too-large = Les en-têtes sont trop gros : { $limit } octets au plus.
web-header-twice = Un en-tête qui ne peut figurer qu'une fois y figure deux fois.
web-no-such-path = Cette adresse n'existe pas. /api/v1/openapi.json les énumère toutes.
web-method-not-allowed = Cette adresse n'accepte pas cette méthode ; l'en-tête Allow dit lesquelles elle accepte.
web-body-not-wanted = Cette requête ne prend pas de corps.
web-body-too-large = Le corps est trop gros : { $limit } octets au plus.
web-body-no-json = Le corps n'est pas du JSON.
web-body-no-object = Le corps doit être un objet JSON.
web-member-unknown = « { $name } » n'est rien que cette adresse connaisse ; elle connaît : { $known }.
web-member-missing = « { $name } » manque.
web-query-unreadable = Ce qui suit le point d'interrogation est illisible : écrivez nom=valeur, joints par &.
web-param-unknown = « { $name } » n'est pas un paramètre de cette adresse ; elle a : { $known }.
web-param-twice = « { $name } » y figure deux fois.
web-param-count = « { $name } » doit être un nombre entier de { $least } à { $most }.
web-param-choice = « { $name } » doit être l'un de : { $choices }.
web-param-time = « { $name } » doit être un instant tel que 2026-03-01T12:00:00Z.
web-param-node = « { $name } » doit être le numéro d'un nœud, tel que !0badcafe.
web-param-key = « { $name } » doit être la clé d'un message, comme l'a donnée la page précédente.
web-too-slow = La requête a mis trop longtemps à arriver, ou sa réponse à se faire.
web-too-many-clients = { $limit } clients écoutent déjà les événements. Réessayez plus tard.
web-defect = Cette requête est tombée sur un défaut de steadymesh. Rien d'autre n'est touché ; signalez-le avec le journal, s'il vous plaît.
web-host-missing = L'en-tête Host manque.
web-host-foreign = Ce serveur ne répond que sous les noms de cette machine : localhost, 127.0.0.1 ou [::1]. Avec un jeton, il répond sous tous.
web-site-foreign = Une page d'un autre hôte ne peut rien changer ici.
web-not-json = Envoyez du JSON, avec l'en-tête Content-Type: application/json.
web-token-missing = Il faut un jeton : envoyez l'en-tête Authorization: Bearer JETON. `steadymesh web token new` en fait un.
web-token-wrong = Ce jeton n'est pas connu ici ; il a peut-être été retiré.
web-scope-missing = Ce jeton ne suffit pas : il lui manque le droit { $scope }.

# Les jetons, et le démarrage.
web-needs-token = web.listen = { $address } peut être joint depuis d'autres machines, et il n'y a encore aucun jeton. Faites-en un avec `steadymesh web token new NOM`, ou écoutez sur 127.0.0.1.
web-token-name = Ce ne peut pas être le nom d'un jeton. Écrivez de 1 à 40 lettres, chiffres, points, tirets ou soulignés, par exemple grafana.
web-token-no-scope = Un jeton sans droit ne sert à rien.
web-token-taken = Il y a déjà un jeton { $name }. Retirez-le d'abord, ou choisissez un autre nom.
web-token-too-many = Il y a déjà { $limit } jetons. Retirez-en un d'abord.
web-token-unknown = Il n'y a pas de jeton de ce nom. `steadymesh web token list` les montre.
web-tokens-unreadable = { $file } est inutilisable : { $reason }. D'ici là, aucun jeton ne vaut. Réparez-le, ou supprimez-le et faites de nouveaux jetons avec `steadymesh web token new`.
web-tokens-unwritable = { $file } ne peut pas être écrit : { $reason }. Regardez le disque, ainsi que le propriétaire et le mode du dossier.
cli-token-new = Jeton { $name }, bon pour { $scopes }. Il n'est montré que cette fois et n'est gardé nulle part :
cli-token-revoked = Le jeton { $name } ne vaut plus rien.
cli-token-none = Il n'y a pas de jeton.
cli-token-heading-name = NOM
cli-token-heading-scopes = DROITS
cli-token-heading-created = FAIT LE
