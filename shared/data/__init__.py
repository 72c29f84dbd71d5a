"""The captioned scenes, the digits, and your own pictures: what a training learns from."""
