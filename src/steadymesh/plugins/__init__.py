"""Our own commands. They stand on `bot.plugin` and the shared language, as anybody's would; they are strangers."""
