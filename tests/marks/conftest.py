"""Settings of the property tests of this room."""

from hypothesis import settings

# The first call of a kernel compiles it, so the time of one example says nothing.
settings.register_profile("vinculum", deadline=None)
settings.load_profile("vinculum")
