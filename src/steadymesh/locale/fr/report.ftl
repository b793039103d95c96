### Les mots de la ligne de commande sur `steadymesh report`.

report-about = Un rapport de steadymesh, pour qui aide.
report-privacy = Il ne contient ni message, ni clé, ni mot de passe, ni adresse de notification. { $nodes ->
        [yes] Les noms, numéros et lieux des nœuds y sont tels quels.
       *[no] Chaque nœud y a un autre nom, partout le même, et un autre dans le prochain rapport ; les lieux sont retirés.
    } Il contient en revanche l'adresse de la radio dans votre réseau, des chemins de fichiers, des noms de canaux et de plug-ins, et des heures. Lisez-le avant de le donner.
report-piece-README = ce qu'il y a ici
report-piece-machine = versions de steadymesh, de Python, du système et des bibliothèques ; processeur et mémoire
report-piece-config = réglages qui ne sont pas par défaut, secrets cachés, et où ils ont été écrits
report-piece-plugins = plug-ins et scripts : ce qu'ils offrent, leurs réglages tant qu'ils les montrent, pourquoi l'un n'est pas chargé
report-piece-status = ce que le processus en cours sait de lui-même : états et compteurs
report-piece-keys-audit = ce qui ne va pas avec les clés connues, par empreinte
report-piece-stacks = où en est chaque tâche et chaque fil du processus en cours
report-piece-database = la base : son schéma, ses tailles, combien de lignes ; noms et tailles des fichiers à côté
report-piece-log = les dernières lignes du journal, sans DEBUG
report-piece-doctor = ce que l'examen a trouvé
report-line = { $name }  { $kilobytes } ko : { $what }
report-missing = { $name } n'y est pas : { $why }
report-refused = { $name } a été écarté : le secret { $secret } s'y trouvait.
report-lines = { $count ->
        [one] { $count } ligne du journal a été écartée : un secret s'y trouvait.
       *[other] { $count } lignes du journal ont été écartées : des secrets s'y trouvaient.
    }
report-written = Écrit dans { $file } ({ $kilobytes } ko, pour vous seul). Regardez-le avant de le donner : tar -xOzf { $file } steadymesh-report/README.txt
report-exists = { $file } existe déjà ; il n'a pas été touché. Nommez un autre fichier, ou ajoutez --replace.
report-unwritable = Le rapport ne peut être écrit dans { $file } : { $why }. Nommez un autre endroit.
