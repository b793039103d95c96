"""What leaves for the mesh, when, and how it ended. Outlives connections, restarts and killed processes."""
