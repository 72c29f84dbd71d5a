"""TensorFlow's notes are filtered out of the standard error, and nothing else is."""

import os
import subprocess
import sys

import pytest

NOTES = (
    "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\\nI0000 00:00:17.9 51 port.cc:153] oneDNN\\n"
)
ERROR = "E0000 00:00:17.9 51 cuda.cc:1] an error"


def standard_error(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stderr


@pytest.mark.slow
def test_tensorflow_starts_quietly():
    assert standard_error("import shared, keras; keras.ops.zeros(1)") == ""


@pytest.mark.slow
def test_onednn_computes_whatever_the_processor():
    """TensorFlow alone takes it only on processors with instructions for neural networks."""
    code = "import shared, keras; keras.layers.Conv2D(8, 3)(keras.ops.ones((1, 8, 8, 8)))"
    environment = {name: value for name, value in os.environ.items() if name != "TF_ENABLE_ONEDNN_OPTS"} | {"ONEDNN_VERBOSE": "1"}
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment).stdout
    assert "exec,cpu,convolution" in printed


@pytest.mark.parametrize("end", ["pass", "os.abort()", "os._exit(1)", "raise ImportError('gone')"])
def test_all_else_is_passed_on_whatever_ends_the_import(end):
    code = f"""
import os
from shared.base.quiet_start import without_notes
with without_notes():
    os.write(2, b"{NOTES}{ERROR}\\nno end of line")
    {end}
"""
    said = standard_error(code)
    assert said.startswith(f"{ERROR}\nno end of line")
    assert "oneDNN" not in said and "WARNING" not in said
    assert ("ImportError: gone" in said) == end.startswith("raise")


def test_afterwards_nothing_is_filtered():
    code = f"""
import os
from shared.base.quiet_start import without_notes
with without_notes():
    pass
os.write(2, b"{NOTES}")
"""
    assert standard_error(code).count("oneDNN") == 1


def test_a_process_without_standard_error_goes_on():
    code = "from shared.base.quiet_start import without_notes\nwith without_notes(): print(1)"
    closed = f"import os, sys; os.close(2); os.execv(sys.executable, [sys.executable, '-c', {code!r}])"
    assert subprocess.run([sys.executable, "-c", closed], stdout=subprocess.PIPE, text=True).stdout == "1\n"
