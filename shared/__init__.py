"""The code of the course, in layers: base, data, model, evaluation, training, exercises. A layer imports only those before it.

The week that introduces an idea writes it in the open first. `paths.py` knows the folders, `cli.py` is the command `text2image`.
"""

from shared.base.quiet_start import quiet_tensorflow

quiet_tensorflow()
