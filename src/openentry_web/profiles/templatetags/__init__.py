"""Tags of the pages of a profile."""
