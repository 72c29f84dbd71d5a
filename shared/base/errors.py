"""One kind of error for everything a user can put right.

The command line turns it into one sentence and exit code 2; in a notebook its message is the answer.
"""


class UserError(ValueError):
    """Something the user gave is wrong. The message says what, and what to do."""
