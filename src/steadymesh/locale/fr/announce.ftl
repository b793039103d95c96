### Les annonces programmées : lignes du journal, et ce qui ne va pas dans une entrée.

announced = 📢 Annonce no { $entry } de { $due } remise à l'envoi
announce-missed = 📢 Annonce no { $entry } de { $due } manquée ; elle n'est pas rattrapée (catch_up)
announce-no-such-channel = ⚠️ L'annonce no { $entry } est pour le canal « { $channel } », que la radio n'a pas. Écrivez le nom affiché par l'application, ou son numéro.
announce-not-posted = ⚠️ L'annonce no { $entry } n'a pas été prise : { $error }
announce-not-loaded = ⚠️ On ne sait pas ce qui a été annoncé, donc rien ne l'est : { $error }
announce-not-kept = ⚠️ Ce qui a été annoncé n'a pas encore pu être écrit : { $error }

announce-no-cron = entrée { $entry } : { $error }
announce-no-target = il faut à l'entrée { $entry } un canal ou un thème, et un seul des deux.
announce-no-channel = entrée { $entry } : il n'y a pas de canal { $channel } ; écrivez 0 à { $most }, ou un nom.
announce-no-topic = entrée { $entry } : il n'y a pas de thème « { $topic } » ; il y a { $known }. Nommez-le dans plugin.topics.names.
announce-no-topics = l'entrée { $entry } est pour un thème, et personne n'est prévenu des thèmes tant que bot.disabled contient l'extension topics.
announce-no-text = l'entrée { $entry } ne dit rien.
announce-no-language = entrée { $entry } : il n'y a pas de langue « { $language } » ; il y a { $known }.
announce-no-placeholder = entrée { $entry } : « { $placeholder } » n'est pas connu ; il y a { $known }.
announce-too-long = l'entrée { $entry } est trop longue : elle peut prendre { $bytes } octets, et { $most } au plus.
