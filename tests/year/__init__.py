"""A year in the life of a bot: forty webinars, five thousand people, and all that befalls a machine in a year.

``calendar`` and ``promises`` are what is held and promised, ``people`` who comes; ``thumbs`` act for them; ``year``
turns the clock. ``expectation`` reckons what must happen, from definitions and deeds alone, and ``ledger`` holds it
against phones and outbox. ``python -m tests.year`` runs it.
"""
