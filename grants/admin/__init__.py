"""Setting up money: grants with their lines, support packages; and the ledger to read."""

from grants.admin import grants, ledger, support_packages, work

__all__ = ["grants", "ledger", "support_packages", "work"]
