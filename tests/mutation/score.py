"""Reads Stryker's JSON reports.

score.py survivors REPORT   each mutant that survived or that no test reached, and the score
score.py files REPORT...    score of each file, of each room and of all; of a file in several reports the newest counts
"""
import collections
import json
import os
import sys

ALIVE = ("Survived", "NoCoverage")
DEAD = ("Killed", "Timeout")


def files(report):
    """Name below Core and mutants that were judged, for each file of a report that has any."""
    for name, file in json.load(open(report))["files"].items():
        judged = [mutant for mutant in file["mutants"] if mutant["status"] in ALIVE + DEAD]
        if judged:
            yield name.split("ActivitySync.Core/")[-1], file["source"].split("\n"), judged


def score(mutants):
    count = collections.Counter(mutant["status"] for mutant in mutants)
    killed, of = sum(count[status] for status in DEAD), len(mutants)
    return (f"{100 * killed / of if of else 100:.1f} % ({killed} of {of} mutants killed, {count['Timeout']} of them by "
            f"timeout; {count['NoCoverage']} of the others reached by no test)")


def survivors(report):
    everything = []
    for name, source, mutants in sorted(files(report), key=lambda file: file[0]):
        everything += mutants
        for mutant in sorted(mutants, key=lambda one: one["location"]["start"]["line"]):
            if mutant["status"] in ALIVE:
                line = mutant["location"]["start"]["line"]
                became = " ".join(mutant.get("replacement", "").split())[:90]
                print(f"  {name}:{line} {mutant['status']}, {mutant['mutatorName']}: {source[line - 1].strip()[:110]}  =>  {became}")
    print(score(everything), flush=True)


def table(reports):
    newest = {}
    for report in sorted(reports, key=os.path.getmtime):
        newest.update({name: mutants for name, _, mutants in files(report)})
    rooms = collections.defaultdict(list)
    for name, mutants in sorted(newest.items()):
        print(f"{name}: {score(mutants)}")
        rooms[name.split("/")[0]] += mutants
    for room, mutants in rooms.items():
        print(f"{room}: {score(mutants)}")
    print(f"Core: {score(sum(rooms.values(), []))}", flush=True)


if sys.argv[1] == "survivors":
    survivors(sys.argv[2])
else:
    table(sys.argv[2:])
