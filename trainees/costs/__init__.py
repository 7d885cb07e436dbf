"""Whether places, people and money agree, and what a trainee costs."""
