"""Everybody's public keys: what is known, where from, whom to believe, and what the radio needs of them.

Five rooms in one: `book` (which key is whose; pure), `keeping` (written down, decided, told), `sync` (the deferred key
sync of a link), `custody` (what is brought into the radio, and what it could not read), `files` (formats, backups).
"""
