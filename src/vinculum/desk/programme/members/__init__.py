"""The members of the partnership: how they join, who to ask, what they give and get."""
