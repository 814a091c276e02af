"""score.py ROOM REPORT: prints a room's mutation score and its surviving mutants from a Stryker JSON report."""
import collections
import json
import sys

room, report = sys.argv[1:]
counts, alive = collections.Counter(), []
for name, file in json.load(open(report))["files"].items():
    lines = file["source"].split("\n")
    for mutant in file["mutants"]:
        counts[mutant["status"]] += 1
        if mutant["status"] in ("Survived", "NoCoverage"):
            line = mutant["location"]["start"]["line"]
            became = " ".join(mutant.get("replacement", "").split())[:90]
            alive.append((name.split("ActivitySync.Core/")[-1], line, mutant["status"], mutant["mutatorName"],
                          lines[line - 1].strip()[:110], became))
killed = counts["Killed"] + counts["Timeout"]
total = killed + len(alive)
for name, line, status, kind, source, became in sorted(alive):
    print(f"  {name}:{line} {status}, {kind}: {source}  =>  {became}")
print(f"{room}: {100 * killed / total if total else 100:.1f} % ({killed} of {total} mutants killed, "
      f"{counts['Timeout']} of them by timeout; {counts['NoCoverage']} of the others reached by no test)", flush=True)
