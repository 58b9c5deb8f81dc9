"""The command line.

Standard output carries results only; everything else goes to standard error. Exit codes: 0 for a
run that did its work, 2 for wrong usage, 1 for a failure, with one clear line. Heavy libraries are
imported inside the commands that need them.
"""

from origin_qa.cli.program import app, main

__all__ = ["app", "main"]
