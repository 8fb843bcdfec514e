"""The programme: strategy, members, money, people and training, engagement, the public site, impact."""
