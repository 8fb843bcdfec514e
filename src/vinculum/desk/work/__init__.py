"""Background work: jobs that people ask for and that a worker carries out, seen while they run, stopped on request, never lost."""
