help-dist = À quelle distance de vous est un nœud, à vol d'oiseau, et dans quelle direction ; avec deux, du premier au second.
dist-between = 📍 { $start } → { $end } : { $way }
dist-old = { $name } l'a dit il y a { $age }
dist-unknown = Je ne sais pas où est { $name } : il n'a pas donné sa position.
dist-no-start = Je ne sais ni où vous êtes, ni où est ma radio. Donnez deux nœuds.
dist-same = C'est un seul et même nœud. Donnez-en un autre.
