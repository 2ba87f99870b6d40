"""A demonstration: a synthetic pool, a few people to sign in as, nothing real."""
