"""Whether a path is there, also below a folder that this user may not search: there pathlib raises
up to Python 3.13, and says that nothing is there from 3.14 on.
"""

import errno
from pathlib import Path

_ABSENT = {errno.ENOENT, errno.ENOTDIR}


def barred(path: Path) -> str:
    """Why nobody can tell whether a path is there, such as "Permission denied"; else empty."""
    try:
        path.stat()
    except OSError as error:
        return "" if error.errno in _ABSENT else error.strerror or str(error)
    except ValueError as error:
        return str(error)  # no system has a name like that
    return ""


def is_folder(path: Path) -> bool:
    """Whether a folder is there; not where nobody can tell."""
    return not barred(path) and path.is_dir()
