"""What is offered: programs, calls, courses, cohorts, and who they are for."""
