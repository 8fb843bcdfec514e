"""Background work: jobs that a worker carries out, seen while they run, stopped on request, never lost."""
