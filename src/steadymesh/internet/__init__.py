"""The only HTTP client of the house. What a server sends is hostile, and so is every address."""
