"""Open data: rounds and the pool, in our own shape and in that of the department's feed."""
