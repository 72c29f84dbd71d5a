"""The checks of the blanks within the pages of week 3. Read them if you like; you learn more if you first try without.

Each check computes what is right in another way than you will: pixel by pixel, picture by picture, or weight by weight.
"""

import math

import numpy as np

from shared.exercises.blanks import blank
from shared.exercises.checking import compare


@blank
def check_patch_at(answer, rng):
    """The patch that lies under a kernel, which moves by the stride: pixel by pixel."""

    def pixel_by_pixel(image, row, column, size, stride):
        return np.array([[image[stride * row + y, stride * column + x] for x in range(size)] for y in range(size)])

    image = np.arange(30).reshape(5, 6)  # a message still shows 30 numbers
    cases = [(image, 1, 0, 3, 2), (image, 0, 1, 2, 3), (image, 2, 1, 3, 1), (rng.normal(size=(9, 12)).round(1), 1, 3, 3, 3)]
    yield from compare(answer, pixel_by_pixel, cases)


@blank
def check_respond(answer, rng):
    """What a unit of a convolution gives at one place, weight by weight."""

    def weight_by_weight(patch, kernel, bias):
        total = bias
        for pixel, weight in zip(patch.ravel().tolist(), kernel.ravel().tolist(), strict=True):
            total += pixel * weight
        return total if total > 0 else 0

    patch, kernel = np.array([[1, 2], [3, 4]]), np.array([[1, 0], [0, -1]])
    numbers = rng.integers(-3, 4, size=(2, 3, 3))
    cases = [(patch, kernel, 5), (patch, kernel, 1), (patch, -kernel, 0.5), (*numbers, 40), (*numbers, -40)]
    yield from compare(answer, weight_by_weight, cases)


@blank
def check_overconfidence(answer, rng):
    """The mean confidence minus the share of right answers, picture by picture."""

    def picture_by_picture(probabilities, labels):
        total = 0.0
        for row, label in zip(probabilities.tolist(), labels.tolist(), strict=True):
            total += max(row) - (row.index(max(row)) == label)
        return total / len(labels)

    powers = np.exp(rng.normal(size=(6, 3)))
    cases = [
        (np.array([[0.9, 0.1], [0.6, 0.4]]), np.array([0, 1])),
        (np.array([[0.1, 0.7, 0.2], [0.3, 0.3, 0.4], [0.8, 0.1, 0.1]]), np.array([1, 2, 0])),
        (powers / powers.sum(axis=1, keepdims=True), rng.integers(0, 3, size=6)),
    ]
    yield from compare(answer, picture_by_picture, cases)


@blank
def check_step_with_decay(answer, rng):
    """A step of gradient descent with weight decay: what is left of the weight, minus the step."""

    def what_is_left(weight, gradient, learning_rate, decay):
        return math.fsum([weight * (1 - learning_rate * decay), -learning_rate * gradient])

    cases = [(2, 3, 0.1, 0.5), (2.0, 0.0, 0.1, 0.5), (-4.0, 1.0, 0.1, 0.0), (-1.0, -2.0, 0.01, 1.0)]
    yield from compare(answer, what_is_left, cases)


@blank
def check_shift_up(answer, rng):
    """A picture one row further up, with black below it, pixel by pixel."""

    def pixel_by_pixel(picture, black):
        rows, columns = picture.shape
        return np.array([[picture[row + 1, column] if row + 1 < rows else black for column in range(columns)] for row in range(rows)])

    cases = [
        (np.array([[0, 9], [9, 5]]), 0),
        (np.array([[-1.0, 1.0, -1.0], [1.0, 0.5, -1.0]]), -1.0),
        (rng.normal(size=(4, 3)).round(1), -1.0),
    ]
    yield from compare(answer, pixel_by_pixel, cases)


@blank
def check_share_right(answer, rng):
    """The share of right answers for each true class, class by class."""

    def class_by_class(table):
        return np.array([row[number] / sum(row) for number, row in enumerate(table.tolist())])

    cases = [(np.array([[1, 1, 0], [0, 1, 0], [1, 0, 1]]),), (np.array([[3, 1], [0, 5]]),), (rng.integers(1, 9, size=(4, 4)),)]
    yield from compare(answer, class_by_class, cases)
