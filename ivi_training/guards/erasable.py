"""Facts that stand, but for their person's erasure: the one way through, for blanking alone.

The way is open to the rows of one person, in the transaction that agrees to their erasure, and for
no value but "nothing". Whether it is open is asked of the database's own record of the erasure.
"""

from typing import Any

import pgtrigger

# What stands where a text was.
ERASED = "[erased]"
# What stands where an address was that has to be one, and nobody else's.
ERASED_DOMAIN = "@erased.invalid"


class Erasable(pgtrigger.Trigger):
    """Another trigger, which lets an erasure blank these columns, and delete where it may."""

    def __init__(self, guard: pgtrigger.Trigger, *columns: str, may_delete: bool = False) -> None:
        self.guard, self.columns, self.may_delete = guard, columns, may_delete
        super().__init__(
            name=guard.name,
            level=guard.level,
            when=guard.when,
            operation=guard.operation,
            declare=guard.declare,
        )

    def get_condition(self, model: Any) -> Any:
        """When the guard looks at all."""
        return self.guard.get_condition(model)

    def get_func(self, model: Any) -> str:
        """The guard's refusal, after the question whether this is an erasure."""
        lets = "erasure_lets(TG_TABLE_NAME, to_jsonb(OLD), {after}, ARRAY[{columns}]::text[])"
        named = ", ".join(f"'{column}'" for column in self.columns)
        parts = []
        if self.columns:
            blanks = lets.format(after="to_jsonb(NEW)", columns=named)
            parts.append(f"IF TG_OP = 'UPDATE' AND {blanks} THEN RETURN NEW; END IF;")
        if self.may_delete:
            deletes = lets.format(after="NULL", columns="")
            parts.append(f"IF TG_OP = 'DELETE' AND {deletes} THEN RETURN OLD; END IF;")
        return "\n".join([*parts, str(self.guard.get_func(model))])
