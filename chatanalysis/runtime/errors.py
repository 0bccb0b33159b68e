"""The one exception that this package raises on purpose."""


class OperatorError(Exception):
    """What stands in the way, and what to do about it, in words that can be printed as they are."""
