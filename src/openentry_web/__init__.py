"""The service: Django on top of :mod:`openentry`. It stores, shows, schedules and tells; it decides nothing itself."""
