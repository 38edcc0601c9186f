"""Runs the evaluations whose numbers must hold and compares them with their gates. Prints each number; exits 1 where one is missed."""

import json
import statistics
import subprocess
import sys

shared = sys.argv[1]

# The command, what it must reach, what it must not exceed.
GATES = [
    (["eval", "retrieval", "--dataset", f"{shared}/eval/scifact", "--no-embedder"], {"ndcg@10": 0.735, "recall@100": 0.95}, {"rssMegabytes": 900}),
    (
        ["eval", "chunking", "--dataset", f"{shared}/eval/chroma-chunking"],
        {
            "structure.recall": 0.8,
            "structure.iou": 0.07,
            "structure.recallGain.better": 0.95,
            "structure.iouGain.better": 0.95,
        },
        {},
    ),
    (["bench", "ingest", "--dataset", f"{shared}/eval/parse-files"], {}, {"parseAndChunkToEmbedding": 0.15, "rssMegabytes": 1200}),
    (["eval", "answers", "--dataset", f"{shared}/eval/xquad-en", "--limit", "400"], {"goldInAnswer": 0.86}, {}),
    (["eval", "parsing", "--dataset", f"{shared}/eval/parse-files"], {"agreement": 0.99, "wordRecallReached": 0.95}, {"unexpectedWordsMedian": 0.10}),
]


def flat(tree, prefix=""):
    """Numbers by their path: {"a": {"b": 1}} gives {"a.b": 1}."""
    values = {}
    for name, value in tree.items():
        if isinstance(value, dict):
            values.update(flat(value, f"{prefix}{name}."))
        elif isinstance(value, (int, float)):
            values[prefix + name] = value
    return values


def measure(command):
    print("$ scripts/millrace", *command, flush=True)
    run = subprocess.run(["scripts/millrace", *command, "--json"], stdout=subprocess.PIPE, check=True)
    result = json.loads(run.stdout)
    values = flat(result.get("metrics", result.get("byChunker", result)))
    for name, value in values.items():
        print(f"  {name}: {value}")
    return values


def misses(values, least, most):
    low = [f"{name} is {values[name]}, but must be at least {gate}" for name, gate in least.items() if values[name] < gate]
    return low + [f"{name} is {values[name]}, but must be at most {gate}" for name, gate in most.items() if values[name] > gate]


missed = 0
for command, least, most in GATES:
    runs = [measure(command)]
    if command[0] == "bench" and misses(runs[0], least, most):
        # The machine is shared, and what others do on it falls on one stage or the other: a benchmark that misses is run twice more, and the median counts.
        runs += [measure(command) for _ in range(2)]
    found = misses({name: statistics.median(run[name] for run in runs) for name in [*least, *most]}, least, most)
    missed += len(found)
    for miss in found:
        print(f"  MISSED: {miss}")
sys.exit(1 if missed else 0)
