"""Operations: who takes part, what is planned and tasked, what was disrupted."""
