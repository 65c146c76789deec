"""What a command raises for input that it cannot read or understand."""


class InputError(Exception):
    """Ends the command with exit code 2 and this text, in one line, on standard error."""
