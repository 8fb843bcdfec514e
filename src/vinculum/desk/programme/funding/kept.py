"""The workflows of funding, read from their files."""

from vinculum.desk.workflows.workflow import read_workflow

HERE = "vinculum.desk.programme.funding"
GRANT = read_workflow(HERE, "grant")
MOVEMENT = read_workflow(HERE, "movement")
ROUND = read_workflow(HERE, "round")
BID = read_workflow(HERE, "bid")
AWARD = read_workflow(HERE, "award")
CLAIM = read_workflow(HERE, "claim")
