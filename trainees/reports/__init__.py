"""Read-only: what dashboards show, and the recount of everything."""
