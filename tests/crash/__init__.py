"""The crash test: the bot is killed with SIGKILL again and again while people answer and follow-ups go out.

``definition`` is what is asked and promised; ``people`` answer over HTTP; ``house`` runs and kills the bot's process;
``deaths`` notes how it was found; ``ledger`` and ``proof`` hold what was stored and what came against what was meant;
``play`` is the whole evening. ``python -m tests.crash`` runs it.
"""
