### The command line's words about plug-ins: `steadymesh plugin`.

plugin-new-name = “{ $plugin }” can't be a plug-in's name. Write one word of lower-case letters and digits, a letter first, and none of Python's own.
plugin-new-taken = Steadymesh has a command “{ $plugin }” already, of its plug-in “{ $owner }”. Choose another name.
plugin-new-exists = { $file } is there already; nothing was written. Choose another name, or another folder with --dir.
plugin-new-unwritable = { $folder } can't be written: { $why }. Choose another folder with --dir.
plugin-new-written = Written: { $file } and { $test }.
plugin-new-test = Test it: python -m pytest { $test } (once before: python -m pip install pytest)
plugin-new-check = Check it: steadymesh plugin check { $plugin }; a bot that runs loads it at its next start.
plugin-new-elsewhere = The bot looks for plug-ins in the folder “plugins” beside its configuration file: move { $file } there, or make it a package.
plugin-new-docs = How to write one: docs/plugins.md

plugin-list-nobody = There is no plug-in “{ $plugin }”. `steadymesh plugin list` lists all of them.
plugin-list-commands = commands: { $value }
plugin-list-hooks = hooks: { $value }
plugin-list-settings = settings: { $value }
plugin-list-problem = not loaded: { $value }
plugin-list-disabled = disabled (bot.disabled)
plugin-list-paused = paused for { $minutes } min: { $what }

plugin-check-no-file = There is no configuration file, so that no folder plugins beside it was looked at. An empty steadymesh.toml will do.
plugin-check-fine = Every plug-in can be used.
plugin-check-one = { $plugin } can be used.
plugin-problem = { $plugin } ({ $origin }): { $what }
