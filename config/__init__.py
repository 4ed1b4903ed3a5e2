"""Settings, addresses, middleware. Nobody imports it."""
