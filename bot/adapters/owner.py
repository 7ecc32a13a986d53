"""Whose the files in the data folder are."""

import os
from pathlib import Path


def hand_over(path: Path) -> None:
    """Give a file that was just made to whom its folder belongs to, if it was root who made it: a
    service has a user of its own, who could not open it. `OSError`.
    """
    if os.geteuid() == 0:
        folder = path.parent.stat()
        os.chown(path, folder.st_uid, folder.st_gid)
