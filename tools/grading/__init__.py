"""nbgrader, set up for this course: the blanks of an assignment, and the submissions of a class graded.

Everything runs in a temporary course folder of nbgrader's own form, a new one for each submission:

    source/<week>/assignment.ipynb      a copy of the week's solution.ipynb, the one source
    release/<week>/assignment.ipynb     the blanks
    submitted/student/<week>/…          the notebook that a learner handed in; models beside it go where it runs
    autograded/…, feedback/…            what nbgrader makes of it
    gradebook.db

A submission is somebody else's program. It runs in a kernel of its own, in a folder that holds nothing but the
course's own code, for a limited time. But it has the rights of the one who grades: on a machine that matters, grade
in a container or as another user. And no test that shares a process with the code under test withstands an attack
on Python or NumPy themselves; these withstand checks that are edited, deleted, moved, redefined or patched.
"""
