"""Where a fault of ours happened, without a word of anybody's: no message, no arguments."""


def where(error: BaseException) -> str:
    """File and line of the innermost frame."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return f"{at.tb_frame.f_code.co_filename}:{at.tb_lineno}" if at else "?"
