"""Settings, addresses and the WSGI door. Nothing here decides anything."""
