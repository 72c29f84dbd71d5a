"""The twin of demo/random.js: what is random in the browser, for Python."""

import math

import numpy as np


class Mulberry:
    """Gives the numbers that the page's `Random` gives; stands in for NumPy's generator where captions are completed."""

    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (self.state + 0x6D2B79F5) % 2**32
        bits = (self.state ^ (self.state >> 15)) * (self.state | 1) % 2**32
        bits ^= (bits + (bits ^ (bits >> 7)) * (bits | 61)) % 2**32
        return (bits ^ (bits >> 14)) / 2**32

    def integers(self, high):
        return int(self.uniform() * high)

    def standard_normal(self, count):
        numbers = [math.sqrt(-2 * math.log(1 - self.uniform())) * math.cos(2 * math.pi * self.uniform()) for _ in range(count)]
        return np.array(numbers, dtype=np.float32)
