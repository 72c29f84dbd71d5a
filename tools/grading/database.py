"""The grades of a class in a database: each is there the moment it is known, and stays.

SQLite by default, PostgreSQL by its URL. Only the process that leads the grading writes; a worker never does.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import Engine, ForeignKey, String, Text, create_engine, delete, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

from tools.grading.results import ExerciseGrade, Grade


class Base(DeclarativeBase):
    """The tables."""


class Submission(Base):
    """What a learner handed in for a week, and what it got.

    Attributes:
        fingerprint: of the notebook, the course and the request; empty before the first grade.
        attempts: how many workers it has killed since its fingerprint changed.
    """

    __tablename__ = "submissions"
    id: Mapped[int] = mapped_column(primary_key=True)
    learner: Mapped[str] = mapped_column(String(500), index=True)
    week: Mapped[str] = mapped_column(String(100))
    fingerprint: Mapped[str] = mapped_column(String(100), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    attempted: Mapped[str] = mapped_column(String(100), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    exercises: Mapped[list["Exercise"]] = relationship(cascade="all, delete-orphan", order_by="Exercise.place", lazy="selectin")


class Exercise(Base):
    """What one exercise of a submission got."""

    __tablename__ = "exercises"
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    place: Mapped[int]
    points: Mapped[float]
    max_points: Mapped[float]
    message: Mapped[str] = mapped_column(Text)


class Grades:
    """The grades of a class."""

    def __init__(self, url: str):
        """Open the database, and make its tables if there are none.

        Args:
            url: as SQLAlchemy takes it, "sqlite:///grades.db" or "postgresql+psycopg://user@host/class".

        Raises:
            sqlalchemy.exc.SQLAlchemyError: if it can't be reached.
        """
        self.engine: Engine = create_engine(url)
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _make_durable)
        Base.metadata.create_all(self.engine)

    def close(self) -> None:
        self.engine.dispose()

    def known(self) -> dict[tuple[str, str], str]:
        """Give the fingerprint of each submission that is graded, by learner and week."""
        with Session(self.engine) as session:
            rows = session.execute(select(Submission.learner, Submission.week, Submission.fingerprint).where(Submission.fingerprint != ""))
            return {(learner, week): fingerprint for learner, week, fingerprint in rows}

    def add_attempt(self, learner: str, week: str, fingerprint: str) -> int:
        """Count a worker that died of a submission. Returns how many have, since its fingerprint changed."""
        with Session(self.engine) as session, session.begin():
            submission = _find(session, learner, week)
            submission.attempts = submission.attempts + 1 if submission.attempted == fingerprint else 1
            submission.attempted = fingerprint
            return submission.attempts

    def save(self, learner: str, week: str, fingerprint: str, grade: Grade, only: str = "") -> None:
        """Write a grade down, for good.

        Args:
            only: the one exercise that was graded; the others keep what they have.
        """
        with Session(self.engine) as session, session.begin():
            submission = _find(session, learner, week)
            kept = {one.name: one for one in submission.exercises} if only else {}
            if not only:
                session.execute(delete(Exercise).where(Exercise.submission_id == submission.id))
                session.expire(submission, ["exercises"])
            for place, (name, one) in enumerate(grade.exercises.items()):
                if name in kept and name != only:
                    continue
                row = kept.get(name) or Exercise(submission_id=submission.id, name=name)
                row.place, row.points, row.max_points, row.message = place, one.points, one.max_points, _clean(one.message)
                session.add(row)
            submission.fingerprint, submission.note = fingerprint, _clean(grade.note)

    def forget(self, present: Iterable[tuple[str, str]]) -> None:
        """Drop the grades of submissions that are no longer there."""
        keep = set(present)
        with Session(self.engine) as session, session.begin():
            for submission in session.scalars(select(Submission)):
                if (submission.learner, submission.week) not in keep:
                    session.delete(submission)

    def entries(self) -> Iterator[tuple[str, str, Grade]]:
        """Give all grades, by learner and week, without their pages."""
        with Session(self.engine) as session:
            query = select(Submission).where(Submission.fingerprint != "").order_by(Submission.learner, Submission.week)
            for submission in session.scalars(query.execution_options(yield_per=200)):
                exercises = {one.name: ExerciseGrade(one.points, one.max_points, one.message) for one in submission.exercises}
                yield submission.learner, submission.week, Grade(exercises, submission.note)


def _make_durable(connection, record) -> None:
    """Let SQLite write so that what is committed survives a process that is killed, and a machine that is."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _find(session: Session, learner: str, week: str) -> Submission:
    query = select(Submission).where(Submission.learner == learner, Submission.week == week)
    found = session.scalars(query).first()
    if not found:
        found = Submission(learner=learner, week=week, exercises=[], attempts=0, attempted="")
        session.add(found)
        session.flush()
    return found


def _clean(text: str) -> str:
    """Take out what a database does not take for text."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
