"""Tags of the pool’s pages."""
