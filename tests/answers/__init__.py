"""Answers that people give to the exercises of each week, to prove the checks in both directions.

A module a week, named after the start of its folder: `week1.py` for week1_python/. It has three dictionaries, each from
the name of an exercise (the grade_id of its blank) to answers. An answer is what a learner types in place of
`raise NotImplementedError`, or the whole cell if it defines the exercise's function or class itself.

    RIGHT    answers that look unlike the solution and keep all points
    WRONG    a part of the message that names the mistake → an answer that makes it; it loses the points of its exercise
    HIDDEN   the same, of answers that the visible check accepts and only the hidden tests find
"""
