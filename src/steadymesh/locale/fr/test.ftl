words-test = essai
help-test = Essai radio, en bref : comment j'ai reçu ce message de vous.
test-heard = 📻 { $name } : { $heard }
