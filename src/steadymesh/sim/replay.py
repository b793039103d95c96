"""Recorded conversations, served again."""
