"""What direct messages need: keys brought into the radio in time, and what the radio could not read decrypted here."""
