"""People and their journey: quotas, applications, decisions, offers, enrolments."""
