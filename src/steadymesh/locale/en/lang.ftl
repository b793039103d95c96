### `lang`: in which language somebody is answered.

help-lang = In which language I answer you, here and everywhere; auto forgets your choice.
argument-language = LANGUAGE

# What this language calls itself.
lang-name = English
lang-console = The console speaks the language of the operator (language in the configuration, or --language).
lang-unknown = “{ $word }” is none of { $languages }.
lang-is-default = I answer you in { $language }, as the operator has set, unless you use a command's word of another language. To choose: { $way }
lang-is-chosen = I answer you in { $language }, as you chose. To change that: { $way }
lang-chosen = ✅ From now on I answer you in { $language }.
lang-auto = ✅ Your choice is forgotten: I answer in { $language }, or in the language of the command's word.
