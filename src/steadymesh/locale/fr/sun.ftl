words-sun = soleil
help-sun = Lever et coucher du soleil, et la lune, là où vous êtes, sinon là où est ma radio.
sun-day = ☀️ { $rise } – { $set } ({ $zone }), { $duration } de jour
sun-never-sets = ☀️ Le soleil ne se couche pas aujourd'hui
sun-never-rises = ☀️ Le soleil ne se lève pas aujourd'hui
sun-place = { $place ->
    [yours] Là où est votre nœud
    [ours] Là où est ma radio
   *[set] Dans la région
}
sun-nowhere = On ne m'a dit ni où vous êtes, ni où est ma radio : pas de soleil sans lieu.
sun-moon = { $phase ->
    [0] 🌑 Nouvelle lune
    [1] 🌒 Premier croissant
    [2] 🌓 Premier quartier
    [3] 🌔 Gibbeuse croissante
    [4] 🌕 Pleine lune
    [5] 🌖 Gibbeuse décroissante
    [6] 🌗 Dernier quartier
   *[7] 🌘 Dernier croissant
}
