"""Pages of provinces, of Job Bank, and of the person they are about."""
