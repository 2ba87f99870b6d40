"""How the service is put together: settings, addresses, the embedded database, starting and stopping."""
