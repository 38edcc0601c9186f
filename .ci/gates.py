"""Runs the evaluations whose numbers must hold and compares them with their gates. Prints each number; exits 1 below a gate."""

import json
import subprocess
import sys

shared = sys.argv[1]

GATES = [
    (["eval", "retrieval", "--dataset", f"{shared}/eval/scifact"], {"ndcg@10": 0.735, "recall@100": 0.95}),
    (["eval", "answers", "--dataset", f"{shared}/eval/xquad-en", "--limit", "400"], {"goldInAnswer": 0.86}),
]

below = 0
for command, gates in GATES:
    print("$ scripts/millrace", *command, flush=True)
    run = subprocess.run(["scripts/millrace", *command, "--json"], stdout=subprocess.PIPE, check=True)
    result = json.loads(run.stdout)
    values = result.get("metrics", result)
    for name, value in values.items():
        if isinstance(value, (int, float)):
            print(f"  {name}: {value}")
    for name, least in gates.items():
        if values[name] < least:
            below += 1
            print(f"  BELOW ITS GATE: {name} is {values[name]}, but must be at least {least}")
sys.exit(1 if below else 0)
