"""Rounds of invitations, from plan to correction, and the invitations they issue."""
