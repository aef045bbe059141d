import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';

const modules = join(import.meta.dirname, '..', '..', 'native');

/** A runner that starts one process, has it guarded, and prints its id. */
async function startRunner(after: string) {
  const script = `
    import { spawn } from 'node:child_process';
    import { startOrphanGuard } from ${JSON.stringify(join(modules, 'orphan-guard.ts'))};
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
    const guard = startOrphanGuard();
    guard.watch([{ pid: child.pid, boundSeconds: 5 }]);
    ${after}
    process.stdout.write(child.pid + '\\n');
    setInterval(() => {}, 1000);`;
  const runner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = (await once(runner.stdout, 'data')) as [Buffer];
  const pid = Number(output.toString());
  onTestFinished(() => {
    runner.kill('SIGKILL');
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  });
  return { runner, pid };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('startOrphanGuard', () => {
  test('stops what it guards when the runner is killed', async () => {
    const { runner, pid } = await startRunner('');
    expect(isAlive(pid)).toBe(true);
    runner.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  });

  test('leaves alone what it no longer guards', async () => {
    const { runner, pid } = await startRunner('guard.watch([]); guard.end();');
    runner.kill('SIGKILL');
    await once(runner, 'exit');
    // A guard acts as soon as its input ends: what is alive now stays alive.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(isAlive(pid)).toBe(true);
  });
});
