"""What a helper needs, in one file without secrets: `steadymesh report FILE`.

Pieces are collected, what is secret in them is hidden and who is named in them gets another name; then they are
searched for every secret that is known, and a piece in which one is found stays out.
"""
