"""The operator's page and the Dockerfile, tried on a machine of their own that is gone afterwards.

``machine`` is a Debian made of this one: its files under an overlay, a systemd of its own, the same loopback. ``page``
reads what an operator pastes; ``origin`` is the repository that is cloned there, and what stands in for registries.
"""
