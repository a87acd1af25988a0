"""The front of a bot: what stands at its first moment, before ``furnishing``, which takes long, makes the rest."""
