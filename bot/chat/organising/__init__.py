"""The rooms of those who run webinars. Each stands on the ``counter``; who may do what is decided by the services."""
