"""The land the sample nation stands on: real places, forces and ports, and a road network drawn between them."""
