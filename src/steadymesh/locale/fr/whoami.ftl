words-whoami = moi
help-whoami = Qui vous êtes pour moi et comment je vous reçois : signal, sauts, relais, distance, direction, heure.
whoami-you = Vous êtes { $who }
whoami-way = 📍 { $way } depuis ma radio
whoami-when = 🕐 Reçu à { $time }
whoami-console = Vous êtes à la console : rien de ceci n'est passé par les ondes. Ma radio : { $who }
whoami-console-none = Vous êtes à la console. Ma radio n'a pas encore dit qui elle est.
