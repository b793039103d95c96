"""What the public contract (`bot.plugin`) is made of. Authors import it from there, never from here."""
