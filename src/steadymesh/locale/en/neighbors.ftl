help-neighbors = Whom my radio hears directly, the best first; with a name, whom that node says that it hears.
neighbors-ours = 📶 { $count ->
    [one] { $count } node heard directly
   *[other] { $count } nodes heard directly
} in 24 h:
neighbors-nobody = I have heard nobody directly in the last 24 h.
neighbors-theirs = 📶 { $name } heard, as it told { $age } ago:
neighbors-silent = 📶 { $name } has not told me whom it hears. Most nodes never do: NeighborInfo is off unless its owner switches it on.
neighbors-one = { $name } { $snr_db } dB
