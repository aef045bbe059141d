/** Benchmarks without a committed result, and why: the tables say so, in place of a blank. A test fails for any other, and for one that has a result by now. */
export const notMeasured: Readonly<Record<string, string>> = {
  uptime: 'takes 24 hours, on the device of whoever wants to know',
};
