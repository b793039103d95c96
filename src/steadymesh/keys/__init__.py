"""Everybody's public keys: what is known, where from, and whether the node directory and the radio have it too.

`book` and `formats` are pure; `keeper` ties the book to bus and store; `sync` puts the keys where they are needed.
"""
