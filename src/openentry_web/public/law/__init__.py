"""The law as pages, made from its data."""
