"""Who may see and do what: organisations, people, roles, sharing agreements, and the one policy that decides."""
