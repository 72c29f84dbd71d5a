"""Reusable code of the course, one idea a file. The week that introduces an idea writes it in the open first."""

from shared.quiet_start import quiet_tensorflow

quiet_tensorflow()
