"""What only those who run webinars can do: set up, watch, steer, read, and share the work."""
