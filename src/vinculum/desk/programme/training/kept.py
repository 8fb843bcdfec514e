"""The workflows of training, read from their files."""

from vinculum.desk.workflows.workflow import read_workflow

HERE = "vinculum.desk.programme.training"
COURSE = read_workflow(HERE, "course")
SESSION = read_workflow(HERE, "session")
CERTIFICATE = read_workflow(HERE, "certificate")
