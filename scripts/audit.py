"""Known vulnerabilities among what is installed, and what is installed, as a file.

``python scripts/audit.py OUT.json`` with the environment's Python: asks pip-audit (PyPI's advisories), and writes the software bill of
materials (CycloneDX) to OUT.json. Ends with 1 when a known vulnerability is found. Where the advisories cannot be reached (a mirror of the
index without them), it says so and ends with 0: nothing was audited, and nobody is told that all is well.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Audit, write, and give the exit code."""
    bill = Path(sys.argv[1])
    bill.parent.mkdir(parents=True, exist_ok=True)
    tools = Path(sys.executable).parent
    subprocess.run([tools / "cyclonedx-py", "environment", sys.executable, "--of", "JSON", "-o", bill], check=True)
    done = subprocess.run(
        [tools / "pip-audit", "--progress-spinner", "off", "-l", "-f", "json"], capture_output=True, text=True, check=False
    )
    try:
        found = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(f"pip-audit could not run, nothing was audited: {done.stderr.strip()[-300:]}", file=sys.stderr)
        return 0
    audited = [one for one in found if "skip_reason" not in one]
    faulty = [(one["name"], one["version"], [fault["id"] for fault in one["vulns"]]) for one in audited if one["vulns"]]
    for name, version, ids in faulty:
        print(f"{name} {version}: {', '.join(ids)}", file=sys.stderr)
    print(f"audited {len(audited)} of {len(found)} packages, {len(faulty)} with known vulnerabilities", file=sys.stderr)
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main())
