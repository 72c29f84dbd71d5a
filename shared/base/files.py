"""Files are written whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Write a file under a temporary name, and rename it when it is complete.

    Whatever happens on the way (a full disk, Ctrl-C), `path` holds its old content or the new, never a part.

    >>> with atomic_write(Path("captions.npy")) as temporary:
    ...     np.save(temporary, captions)

    Args:
        path: the file; its folder must exist.

    Yields:
        the temporary path to write to: beside `path`, with the same endings.

    Raises:
        OSError: if the disk is full or the folder is not writable; nothing is left behind.
    """
    temporary = path.with_name(f".{os.getpid()}.{path.name}")
    try:
        yield temporary
        os.replace(temporary, path)
    except OSError as error:
        error.filename = error.filename or str(path)  # a full disk doesn't say which file
        raise
    finally:
        temporary.unlink(missing_ok=True)
