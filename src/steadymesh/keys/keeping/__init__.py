"""The key book between bus, store and people: what is heard is brought in, what is decided is written down and told."""
