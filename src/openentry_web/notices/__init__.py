"""Telling people: a message in their account, and a mail that only says there is one."""
