export const measurementsHelp = `Usage: npm run measurements [-- options]

Writes the tables of README.md and docs/measurements/README.md from what the benchmarks have left in docs/measurements, and says which has changed.

  --check      writes nothing: exit code 1 where a table differs
  --help, -h   this text

Exit codes: 0 done, or nothing differs; 1 a table differs; 64 wrong options; 78 a file has no place for its table, or a measurement lacks what a table
speaks of.
`;
