"""The tree of errors: everything the command line may show a person without a traceback.

A room raises a subclass of its own. The message is one or two clear sentences that name the thing at fault and say what to do;
whatever a caller may act on travels as attributes.
"""


class VinculumError(Exception):
    """Something is wrong with the input or the workspace; the command ends with status 1."""

    exit_status = 1


class WrongUse(VinculumError):
    """The command was used wrongly (unknown feed, partner, format); the command ends with status 2."""

    exit_status = 2
