"""People and training as rows: posts and who pays for them, officers, courses, sessions, certificates, call-out, need."""

from vinculum.desk.programme.training.models.courses import Attendance, Course, CourseVersion, TrainingSession
from vinculum.desk.programme.training.models.officers import CallOut, Certificate, NeedRule, Officer
from vinculum.desk.programme.training.models.posts import Post, PostFunding

__all__ = [
    "Attendance",
    "CallOut",
    "Certificate",
    "Course",
    "CourseVersion",
    "NeedRule",
    "Officer",
    "Post",
    "PostFunding",
    "TrainingSession",
]
