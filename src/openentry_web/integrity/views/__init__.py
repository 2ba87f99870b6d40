"""Pages of officers, and of the person a concern is about."""
