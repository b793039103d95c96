words-time = heure
help-time = L'heure d'ici, son fuseau, et l'écart de l'horloge de ma radio.
time-now = 🕐 { $date } { $clock } { $zone }
time-radio-same = L'horloge de ma radio est d'accord.
time-radio-ahead = L'horloge de ma radio avance de { $duration }.
time-radio-behind = L'horloge de ma radio retarde de { $duration }.
time-radio-none = Ma radio ne connaît pas l'heure.
