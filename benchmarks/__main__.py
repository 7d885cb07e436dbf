"""Run the benchmarks on a database of their own; write a table and benchmarks/results.json."""

import base64
import json
import os
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings

RESULTS = Path(__file__).resolve().parent / "results.json"


def main(names: list[str]) -> None:
    """Run the named benchmarks, all of them without names; keep the others' last results."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ivi_training.settings")
    # Processes that serve as in production refuse the keys of the repository.
    os.environ.setdefault("SECRET_KEY", "for-benchmarks-on-this-machine-only")
    os.environ.setdefault("ENCRYPTION_KEYS", f"bench:{base64.b64encode(os.urandom(32)).decode()}")
    # As in production: in development Django keeps every statement and watches every template.
    settings.DEBUG = False
    django.setup()
    # Django must be ready before its models can be imported.
    from benchmarks import (  # noqa: PLC0415
        admission,
        allocation,
        dashboard,
        grant_page,
        growth,
        ledger,
        lists,
        publication,
        registration,
        setup,
    )
    from benchmarks.database import bench_database, machine  # noqa: PLC0415

    known = {
        "admission_single": admission.measure,
        "admission_growth": growth.measure,
        "publish_450": publication.measure,
        "dashboard": dashboard.measure,
        "allocation_run": allocation.measure,
        "ledger_post": ledger.post,
        "verify_ledger": ledger.verify,
        "grant_page": grant_page.measure,
        "lists": lists.measure,
        "registration_flow": registration.measure,
    }
    # Minutes of the whole product, on a machine that does nothing else: only where they are named.
    by_name = {"setup": setup.ready, "suite": setup.suite}
    results: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for name in names or known:
        if name in by_name:
            results[name] = by_name[name]()
        else:
            with bench_database():
                results[name] = known[name]()
                results["machine"] = machine()
        RESULTS.write_text(json.dumps(results, indent=2) + "\n")
    for name in names or known:
        for row in _rows(name, results[name]):
            print(row)


def _rows(path: str, value: Any) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path:<50} {value}"]
    return [row for key, inner in value.items() for row in _rows(f"{path}.{key}", inner)]


if __name__ == "__main__":
    main(sys.argv[1:])
