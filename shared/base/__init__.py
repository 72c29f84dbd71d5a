"""What every layer may use: errors, files, seed, precision, pictures on disk and as sheets."""
