"""The bot: takes texts from the bus, finds the command in them, answers through the outbox. Knows no link."""
