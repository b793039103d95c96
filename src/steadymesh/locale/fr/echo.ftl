words-echo = écho
help-echo = Vous redit votre texte.
echo-nothing = Il n'y a rien à redire : écrivez des mots.
