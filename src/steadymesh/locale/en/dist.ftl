help-dist = How far a node is from you, as the crow flies, and in which direction; with two, from the first to the second.
dist-between = 📍 { $start } → { $end }: { $way }
dist-old = { $name } told that { $age } ago
dist-unknown = I don't know where { $name } is: it has told no position.
dist-no-start = I know neither where you nor where my radio is. Name two nodes.
dist-same = That is one and the same node. Name another one.
