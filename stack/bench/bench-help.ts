import { type Benchmark, benchNumbers } from './benchmark.ts';

const meanings = {
  minutes: 'how long to watch',
  runs: 'runs per variant, or pairs',
  seconds: 'length of one run',
  pushes: 'pushes under load',
  seed: 'the same gives the same random moments',
} as const;

export function benchHelp(benchmarks: readonly Benchmark[]): string {
  const listed = benchmarks.map(({ name, answers, takes, needs, options, choices }) => {
    const flags = benchNumbers.filter((option) => options[option] !== undefined);
    const only = choices === undefined ? [] : [`      --only NAME: one of ${choices.join(', ')}`];
    return [
      `  ${name}`,
      `      ${answers}`,
      `      takes ${takes}; needs ${needs}`,
      `      options: ${flags.map((flag) => `--${flag} N (${meanings[flag]}; ${options[flag]})`).join(', ')}`,
      ...only,
    ].join('\n');
  });
  return `Usage: npm run bench -- NAME [options]    runs one benchmark
       npm run bench                      this list

Each writes raw data (CSV), conditions.json, findings.json and figures (SVG) to docs/measurements/NAME, and a summary to the
standard output. Figures are for comparing: run them on a machine that does nothing else.

  --out DIR   write to DIR/NAME instead
  --only PART one part of a benchmark, where it has parts; its result goes to NAME/PART
  --json      the summary as JSON
  --help, -h  this text

Benchmarks:

${listed.join('\n\n')}
`;
}
