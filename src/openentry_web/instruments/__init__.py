"""Law that officers publish, two by two, and outages of the service."""
