"""The workflow of a version of a product, and the audience's view of its states."""

from __future__ import annotations

from vinculum.desk.workflows.workflow import read_workflow

WORKFLOW = read_workflow("vinculum.desk.documents", "version")
DRAFT, REVIEWED, RELEASED, SUPERSEDED, WITHDRAWN = "draft", "reviewed", "released", "superseded", "withdrawn"

# The states in which its audience can read a version: what was published stays readable when a later one replaces it.
PUBLISHED = (RELEASED, SUPERSEDED)
