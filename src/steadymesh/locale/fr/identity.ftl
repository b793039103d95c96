# La clé et les canaux du nœud lui-même : le journal.
identity-read = 🔐 L'identité de { $node } a été lue dans le nœud (clé { $fingerprint })
identity-restoring = 🔐 Restauration d'une identité : { $steps } changements sur { $node }, clé { $fingerprint } ; le nœud redémarre
identity-restored = ✅ Le nœud { $node } a retrouvé son identité (clé { $fingerprint })
identity-differs = ⚠️ L'identité a été enregistrée, mais le nœud { $node } ne l'a pas entièrement (clé { $fingerprint })
identity-unread = ⚠️ L'identité a été enregistrée sur { $node }, mais n'a pas pu être relue : { $reason }
identity-not-restored = ❌ L'identité n'a pas été restaurée sur { $node } : { $reason }

# Ce qui se fait, sur la ligne de commande.
identity-doing-connecting = Aucun steadymesh ne tourne ici : connexion au nœud pour un instant …
identity-doing-reading = Lecture de ce que le nœud contient …
identity-doing-writing = Écriture …
identity-doing-restarting = Enregistré ; attente du redémarrage du nœud …
identity-doing-checking = Il est revenu ; relecture …

# `identity backup`.
identity-kept = ✅ { $file } contient l'identité de { $node } « { $name } » : clé { $fingerprint }, { $channels ->
    [one] un canal
   *[other] { $channels } canaux
}.
identity-kept-secret = Qui possède { $file } peut lire ce qui est écrit à ce nœud, et écrire en son nom. À garder ailleurs que sur cette machine.

# `identity restore`.
identity-exposed = ⚠️ D'autres peuvent lire { $file }, qui contient la clé privée du nœud : faites `chmod 600`.
identity-file-holds = { $file } contient l'identité de { $node } « { $name } », enregistrée le { $saved_at } : clé { $fingerprint }, { $channels ->
    [one] un canal
   *[other] { $channels } canaux
}.
identity-planned = Ceci serait écrit dans le nœud { $node } « { $name } » ({ $hw_model }, firmware { $firmware }) :
identity-planned-yes = Rien n'a été écrit. Avec --yes, c'est fait ; le nœud redémarre alors, et s'absente une demi-minute.
identity-restored-report = ✅ Le nœud { $after } a maintenant cette identité (clé { $fingerprint }) :
identity-different-report = ❌ L'identité a été enregistrée, mais le nœud { $after } ne l'a pas entièrement :
identity-unread-report = ⚠️ L'identité a été enregistrée sur { $before }, mais n'a pas pu être relue ({ $reason }). Relancez la même commande dans une minute : elle dit s'il manque quelque chose.
identity-failed-dropped-report = ❌ Rien n'a été enregistré ({ $reason }). Le nœud { $before } redémarre, et retrouve ce qu'il avait.
identity-failed-open-report = ❌ Rien n'a été enregistré ({ $reason }). Redémarrez le nœud { $before } à la main : il retrouve alors ce qu'il avait. La même commande sans --yes montre ce qu'il a.

identity-state-same = ✅ { $step }
identity-state-adjusted = ✅ { $step } (le nœud a adapté un détail)
identity-state-other = ❌ { $step } : le nœud a autre chose
identity-state-done = { $step } : pris
identity-state-failed = ❌ { $step } : refusé
identity-state-left = { $step } : pas commencé

identity-step-channel = Canal { $index } : « { $name } » ({ $role }) à la place de « { $was } » ({ $was_role })
identity-step-channel-off = Canal { $index } : { $role } ; « { $was } » ({ $was_role }) disparaît
identity-step-key = Paire de clés : { $fingerprint } à la place de { $was }
identity-step-key-and-admins = Paire de clés : { $fingerprint } à la place de { $was } ; clés d'administration : { $admins }
identity-step-admins = Clés d'administration : { $admins }
identity-step-owner = Noms : « { $name } » ({ $short_name }) à la place de « { $was } » ({ $was_short_name })
identity-role-primary = principal
identity-role-secondary = secondaire
identity-role-disabled = inactif

identity-note-key-lost = ⚠️ La clé que le nœud a maintenant ({ $fingerprint }) sera perdue : sauvegardez-la d'abord dans un autre fichier, si quelqu'un la connaît.
identity-note-peers = Les gens revoient l'ancienne clé { $fingerprint } du nœud : les messages directs de qui l'avait fonctionnent aussitôt, qui avait pris la clé actuelle doit l'entendre à nouveau.
identity-note-renumbered = Le numéro du nœud devient { $after } au lieu de { $before } : avec le firmware 2.8, il découle de la clé.
identity-note-known-elsewhere = ⚠️ Les gens connaissent cette clé sous { $before } ; elle continue sous { $after }, et un firmware d'avant 2.8 y voit quelqu'un d'autre tant qu'il n'a pas entendu son nom.
identity-note-hardware = ⚠️ La sauvegarde vient d'un autre type de nœud ({ $before } ; celui-ci est { $now }). Si l'autre tourne encore, deux nœuds ont une même clé.
identity-note-region = La région du nœud n'est pas réglée : avant cela il n'émet pas, et n'utilise peut-être pas sa clé.

# Refus.
identity-no-link = Le nœud n'est pas connecté en ce moment. `steadymesh link status` dit pourquoi ; réessayez quand il est READY.
identity-managed = Le nœud est géré à distance (managed) : il obéit à ses administrateurs par radio, et à aucun client. Mettez d'abord fin à ce mode par l'administration à distance.
identity-licensed = Le nœud est réglé en mode radioamateur, où il ne garde ni clé ni PSK. Quittez d'abord ce mode ; rien n'a été écrit.
identity-no-key = Le nœud n'a pas de paire de clés, ou ne la dit pas ; rien n'a été gardé. Il en crée une quand sa région est réglée pour la première fois, depuis le firmware 2.5.
identity-keys-apart = La clé privée et la clé publique du nœud ne vont pas ensemble ; rien n'a été gardé. Redémarrez le nœud, qui recalcule la clé publique, et réessayez.
identity-weak = La clé { $fingerprint } est de celles que le firmware sait faibles : le nœud en créerait une autre au prochain démarrage. Rien n'a été écrit ; laissez-le créer une nouvelle clé.
identity-nothing-to-do = Le nœud { $node } a déjà cette identité (clé { $fingerprint }) ; rien n'a été écrit.
identity-untold = Le nœud n'a pas dit { $what ->
    [security] ses réglages de sécurité
    [owner] ses noms
   *[channel] son canal { $index }
} ({ $reason }) ; rien n'a été fait. Est-il occupé, ou un proxy intercalé garde-t-il ces demandes ? Réessayez dans une minute.
identity-unreadable = Des réglages pour le nœud sont illisibles ; ils n'ont pas été écrits.
identity-busy = Quelqu'un s'occupe déjà de l'identité du nœud. Réessayez dans une minute.
identity-job-gone = Ce travail sur l'identité n'est plus connu. Steadymesh a-t-il redémarré entre-temps ? Regardez son journal, et recommencez.
identity-no-radio = Aucun steadymesh ne tourne sur ce répertoire d'état, et aucun nœud n'est nommé. Donnez --set link.node=tcp://ADRESSE, ou le --state-dir de celui qui tourne.
identity-mute = Un processus tient le répertoire d'état { $state_dir }, et ne répond pas. Regardez son journal, arrêtez-le au besoin, et réessayez.
identity-other-radio = Le steadymesh qui tourne sert { $serves }, et non { $asked }. Nommez son nœud à lui, ou un autre --state-dir.
identity-occupied = Un autre programme occupe la seule place de { $address } ; il n'a pas été chassé. Arrêtez ce programme, ou adressez-vous au steadymesh qui tourne, avec son propre --state-dir.
identity-unreachable = Le nœud { $address } n'était pas prêt en { $seconds } s ({ $why }). `steadymesh doctor` en cherche la raison.

# Le fichier.
identity-file-unreadable = { $file } ne peut pas être lu : { $why }. Vérifiez son nom et ses droits.
identity-file-kind = { $file } n'est pas un fichier. Nommez-en un que `steadymesh identity backup` a écrit.
identity-file-foreign = { $file } n'est pas une identité de steadymesh ; rien n'a été écrit dans le nœud. Nommez un fichier que `steadymesh identity backup` a écrit.
identity-file-official = { $file } est un export du client officiel (--export-config), et non une identité de steadymesh. Restaurez-le avec le client officiel : `meshtastic --configure FILE`.
identity-file-version = { $file } est une identité au format { $version } ; ce steadymesh connaît le { $known }. Utilisez le steadymesh qui l'a écrite, ou un plus récent.
identity-file-damaged = { $file } est endommagé, ou a été modifié à la main ({ $part }) ; rien n'a été écrit dans le nœud. Prenez une autre copie.
identity-target-kind = { $file } existe déjà, et n'est pas un simple fichier : un lien ou un périphérique n'est ni suivi ni remplacé. Nommez un autre fichier.
identity-target-exists = { $file } existe déjà ; rien n'y a été touché. Nommez un autre fichier, ou ajoutez --replace.
identity-target-folder = L'identité ne peut pas être écrite dans { $file } : { $is_there ->
    [yes] son répertoire n'est pas accessible en écriture
   *[no] ce répertoire n'existe pas
}. Nommez un autre répertoire.
identity-target-unwritable = L'identité ne peut pas être écrite dans { $file } : { $why }. Nommez un autre répertoire.
