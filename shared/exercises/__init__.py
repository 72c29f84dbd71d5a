"""What stands behind the checks of every week's exercises."""
