"""Tools that need no account: the score, language levels, settlement funds, occupations."""
