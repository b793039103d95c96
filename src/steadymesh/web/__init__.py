"""The only room that is an HTTP server: health, metrics, an API, a stream of events."""
