"""Who is told, and when: the service manager, and whoever wants to know that the link is away."""
