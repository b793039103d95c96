"""The key book: which key is whose, in memory. All of it is pure; `book.book` is its face."""
