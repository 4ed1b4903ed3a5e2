"""What went wrong, in one line for the log, where an error becomes an answer that does not show it."""


def cause_of(error: BaseException) -> str:
    """The kind of an error and the first line of what it says: further lines of a database's hold values of rows.

    A database error says of which kind it was before Django gave it its own: `OperationalError (PoolTimeout): …`.
    """
    own = type(error.__cause__).__name__ if error.__cause__ else ""
    kind = type(error).__name__ + (f" ({own})" if own not in {"", type(error).__name__} else "")
    return f"{kind}: {str(error).strip().partition('\n')[0]}"
