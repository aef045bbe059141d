import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Command } from '../../native/commands.ts';
import { startProcess } from '../../native/start-process.ts';
import { stopProcess } from '../../native/stop-process.ts';
import { tempDir } from '../temp-dir.ts';
import { nodeCommand, politeScript, stubbornScript } from './node-command.ts';

async function start(command: Command) {
  const logFile = join(await tempDir(), 'x.log');
  const lines: string[] = [];
  const running = await startProcess(command, { logFile, onLine: (line) => lines.push(line) });
  onTestFinished(() => running.signal('SIGKILL'));
  return { running, lines, logFile };
}

const isUp = (lines: readonly string[]) => expect.poll(() => lines, { timeout: 10_000 }).toContain('up');

describe('startProcess', () => {
  test('hands on its lines, keeps them in the log, and tells code and last line of its end', async () => {
    const { running, lines, logFile } = await start(
      nodeCommand("process.stdout.write('one\\n'); process.stderr.write('two\\n'); process.exitCode = 3;"),
    );
    expect(await running.exited).toEqual({ code: 3, signal: null, lastLine: 'two' });
    expect(lines).toEqual(['one', 'two']);
    expect(await readFile(logFile, 'utf8')).toBe('one\ntwo\n');
    expect(running.lastLines()).toEqual(['one', 'two']);
  });

  test('removes what must not be there at a start, and nothing beside it', async () => {
    const folder = await tempDir();
    await mkdir(join(folder, 'cache'));
    await writeFile(join(folder, 'cache', 'old'), '');
    await writeFile(join(folder, 'data'), 'kept');
    const list = "process.stdout.write(require('node:fs').readdirSync(process.argv[1]).join() + '\\n')";
    const command = nodeCommand(list);
    const { running, lines } = await start({
      ...command,
      args: [...command.args, folder],
      discard: join(folder, 'cache'),
    });
    await running.exited;
    expect(lines).toEqual(['data']);
  });

  test('keeps the ten newest lines', async () => {
    const { running } = await start(nodeCommand('for (let i = 0; i < 11; i++) process.stdout.write(i + "\\n");'));
    await running.exited;
    expect(running.lastLines()).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
  });

  test('tells the end of a file that cannot be started like any other', async () => {
    const { running } = await start({ ...nodeCommand(''), file: '/nonexistent/binary' });
    expect(await running.exited).toMatchObject({ code: null, lastLine: expect.stringContaining('ENOENT') });
    expect(running.pid).toBe(0);
    running.signal('SIGTERM');
  });

  test('gives it nothing of this environment', async () => {
    const { running, lines } = await start(
      nodeCommand('process.stdout.write(Object.keys(process.env).length + "\\n")'),
    );
    await running.exited;
    // macOS adds one of its own.
    expect(Number(lines[0])).toBeLessThanOrEqual(1);
  });

  test.runIf(process.platform === 'linux')('leads a session of its own, out of reach of the terminal', async () => {
    const { running, lines } = await start(nodeCommand(politeScript('bye')));
    await isUp(lines);
    const stat = await readFile(`/proc/${running.pid}/stat`, 'utf8');
    const [, , , processGroup, session] = stat.slice(stat.lastIndexOf(')') + 1).split(' ');
    expect([processGroup, session]).toEqual([`${running.pid}`, `${running.pid}`]);
    running.signal('SIGKILL');
  });
});

describe('stopProcess', () => {
  test('waits for an orderly end', async () => {
    const { running, lines } = await start(nodeCommand(politeScript('flushed')));
    await isUp(lines);
    const { exit, wasKilled } = await stopProcess(running, 10_000);
    expect(exit).toEqual({ code: 0, signal: null, lastLine: 'flushed' });
    expect(wasKilled).toBe(false);
  });

  test('kills what does not end within the bound', async () => {
    const { running, lines } = await start(nodeCommand(stubbornScript));
    await isUp(lines);
    expect(await stopProcess(running, 50)).toMatchObject({ exit: { code: null, signal: 'SIGKILL' }, wasKilled: true });
  });

  test('is done at once with what has ended', async () => {
    const { running } = await start(nodeCommand('process.exitCode = 4'));
    await running.exited;
    expect(await stopProcess(running, 10_000)).toMatchObject({ exit: { code: 4 }, wasKilled: false });
  });
});
