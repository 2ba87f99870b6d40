"""Pages of what is one's own."""
