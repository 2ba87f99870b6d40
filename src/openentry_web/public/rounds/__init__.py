"""Rounds of invitations: the department's since 2015, and this installation's own."""
