"""How an award is divided and changed: versions, transfers, overruns, periods, cash."""
