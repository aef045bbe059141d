import { spawn } from 'node:child_process';

export interface OrphanGuard {
  /** The processes that must not outlive this one, in the order in which they are to be stopped. */
  watch(processes: readonly GuardedProcess[]): void;
  /** Nothing is left to be guarded. */
  end(): void;
}

export interface GuardedProcess {
  readonly pid: number;
  readonly boundSeconds: number;
}

// Each line of its input is the list of that moment; the end of the input means that the runner is gone, however it
// went. Then it does what the runner would have done.
const script = `
list=
while read -r line; do list=$line; done
for entry in $list; do
  pid=\${entry%%:*}
  left=\${entry##*:}
  kill -TERM "$pid" 2>/dev/null || continue
  while [ "$left" -gt 0 ] && kill -0 "$pid" 2>/dev/null; do sleep 1; left=$((left - 1)); done
  kill -KILL "-$pid" 2>/dev/null
done
`;

/**
 * A shell that waits for the runner's end: a runner killed with -9 cannot stop anything itself. It costs a megabyte,
 * needs nothing but a POSIX shell, and is out of reach only of what kills it too (kill -9 of everything, power).
 */
export function startOrphanGuard(): OrphanGuard {
  const { PATH = '' } = process.env;
  const shell = spawn('/bin/sh', ['-c', script], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH },
  });
  // Without a shell there is no guard, and everything else works: not worth refusing to start.
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  const write = (line: string): void => {
    if (shell.stdin.writable) shell.stdin.write(`${line}\n`);
  };
  return {
    watch: (processes) => write(processes.map(({ pid, boundSeconds }) => `${pid}:${boundSeconds}`).join(' ')),
    end() {
      write('');
      shell.stdin.end();
    },
  };
}
