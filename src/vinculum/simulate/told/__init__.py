"""What partners tell beside crime reports: trackers, adverts, examinations, people and places, intelligence logs."""
