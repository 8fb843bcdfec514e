"""Impact: did recorded theft change where the money or the week went, against where it did not?"""
