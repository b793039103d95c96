"""Steadymesh: the Meshtastic bot that never hangs."""

__version__ = "0.1.0"
