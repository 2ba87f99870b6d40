"""Expressions of interest: their states, decisions, rank, and the sweep that lets time act on them."""
