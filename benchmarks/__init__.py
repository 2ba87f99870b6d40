"""How fast it is, beside what others reach: see ``README.md``."""
