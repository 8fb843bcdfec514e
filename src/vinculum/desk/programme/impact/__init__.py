"""Impact: whether recorded theft changed where the money or the week went, against where it did not."""
