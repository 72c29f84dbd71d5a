"""The blanks of a week, made from its solution by nbgrader, whose format the notebooks have."""

import os
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import setenv
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from tools.grading.submission import NOTEBOOK
from tools.tidy_notebooks import tidied

CODE_STUB = "# your own lines here\nraise NotImplementedError"


def make_blanks(week: Path) -> str:
    """Make the blanks of one week: the text of its assignment.ipynb."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source" / week.name
        source.mkdir(parents=True)
        shutil.copy(week / "solution.ipynb", source / NOTEBOOK)
        config = Config(
            {
                "CourseDirectory": {"root": folder, "assignment_id": week.name},
                "ClearSolutions": {"code_stub": {"python": CODE_STUB}},
            }
        )
        # nbgrader calls the command alembic, which lies beside this Python.
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        with setenv(PATH=path), warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # of how nbgrader uses its database
            GenerateAssignment(coursedir=CourseDirectory(config=config), config=config).start()
        return tidied((Path(folder) / "release" / week.name / NOTEBOOK).read_text(encoding="utf-8"))
