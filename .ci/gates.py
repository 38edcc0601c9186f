"""Runs the evaluations whose numbers must hold and compares them with their gates. Prints each number; exits 1 where one is missed."""

import json
import subprocess
import sys

shared = sys.argv[1]

# The command, what it must reach, what it must not exceed.
GATES = [
    (["eval", "retrieval", "--dataset", f"{shared}/eval/scifact"], {"ndcg@10": 0.735, "recall@100": 0.95}, {"rssMegabytes": 900}),
    (["eval", "answers", "--dataset", f"{shared}/eval/xquad-en", "--limit", "400"], {"goldInAnswer": 0.86}, {}),
]

missed = 0
for command, least, most in GATES:
    print("$ scripts/millrace", *command, flush=True)
    run = subprocess.run(["scripts/millrace", *command, "--json"], stdout=subprocess.PIPE, check=True)
    result = json.loads(run.stdout)
    values = result.get("metrics", result)
    for name, value in values.items():
        if isinstance(value, (int, float)):
            print(f"  {name}: {value}")
    for name, gate in least.items():
        if values[name] < gate:
            missed += 1
            print(f"  MISSED: {name} is {values[name]}, but must be at least {gate}")
    for name, gate in most.items():
        if values[name] > gate:
            missed += 1
            print(f"  MISSED: {name} is {values[name]}, but must be at most {gate}")
sys.exit(1 if missed else 0)
