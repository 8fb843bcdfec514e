"""The strategy: versions, pillars, objectives, actions, measures, and what others recommended."""
