"""What the program costs, in ratios to yardsticks of the same run; `python -m tests.benchmarks`."""
