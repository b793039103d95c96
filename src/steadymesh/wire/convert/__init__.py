"""Protobuf ⇄ model: what the radio's messages mean, and how to say what we ask of it. Never raises on what came in."""
