"""What only those who run webinars read."""
