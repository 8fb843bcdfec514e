"""Crime in the sample nation: crews and opportunists that follow the crime script of DOMAIN 1.5, stage by stage."""
