import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Command, ComponentId } from '../../native/commands.ts';
import type { GuardedProcess } from '../../native/orphan-guard.ts';
import type { StackEvent } from '../../native/stack-event.ts';
import { createComponents } from '../../native/start-components.ts';
import { recordingProgress } from '../binaries/component-fixture.ts';
import { tempDir } from '../temp-dir.ts';
import { nodeCommand } from './node-command.ts';

/** Answers 200 on a port of its own, and writes into one common file when it starts and when it is told to stop. */
async function listeningCommand(id: ComponentId, diary: string): Promise<Command> {
  const probe = createServer();
  await new Promise<void>((resolve) => {
    probe.listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await new Promise((resolve) => probe.close(resolve));
  const script = `
    const write = (text) => require('node:fs').appendFileSync(${JSON.stringify(diary)}, text + ' ${id}\\n');
    require('node:http').createServer((_, response) => response.end()).listen(${port}, '127.0.0.1', () => write('up'));
    process.on('SIGTERM', () => setTimeout(() => { write('down'); process.exit(0); }, 50));`;
  return nodeCommand(script, id, `http://127.0.0.1:${port}/`);
}

async function setup() {
  const logs = await tempDir();
  const events: StackEvent[] = [];
  const guarded: (readonly GuardedProcess[])[] = [];
  const stop = new AbortController();
  const components = createComponents({
    logs,
    progress: recordingProgress(),
    reporter: { statusMillis: 1_000, report: (event) => events.push(event) },
    guard: { watch: (processes) => guarded.push(processes), end: () => {} },
    signal: stop.signal,
  });
  onTestFinished(() => components.kill());
  return { logs, events, guarded, components, stop };
}

describe('createComponents', () => {
  test('starts one after the other and stops them the other way round', async () => {
    const { logs, components, guarded } = await setup();
    const diary = join(logs, 'diary');
    for (const id of ['victoriametrics', 'collector', 'sensor'] as const) {
      await components.start(await listeningCommand(id, diary));
    }
    expect(guarded.at(-1)?.map(({ boundSeconds }) => boundSeconds)).toEqual([10, 15, 30]);
    const stopped = await components.stop();
    expect(stopped.map(({ name, code }) => [name, code])).toEqual([
      ['sensor', 0],
      ['collector', 0],
      ['victoriametrics', 0],
    ]);
    expect((await readFile(diary, 'utf8')).trim().split('\n')).toEqual([
      'up victoriametrics',
      'up collector',
      'up sensor',
      'down sensor',
      'down collector',
      'down victoriametrics',
    ]);
  });

  test('tells the last log lines of one that ends before it is ready', async () => {
    const { components } = await setup();
    const outcome = components.start(
      nodeCommand("process.stderr.write('bad flag\\n'); process.exitCode = 2", 'collector'),
    );
    await expect(outcome).rejects.toMatchObject({
      code: 'ERR_START',
      message: expect.stringMatching(/exit 2.*\n.*bad flag/),
    });
  });

  test('tells a refused configuration (exit 78) as one', async () => {
    const { components } = await setup();
    await expect(components.start(nodeCommand('process.exitCode = 78'))).rejects.toMatchObject({ code: 'ERR_CONFIG' });
  });

  test('gives up waiting when it is told to stop', async () => {
    const { components, stop } = await setup();
    const outcome = expect(components.start(nodeCommand('setInterval(() => {}, 1000)'))).rejects.toMatchObject({
      code: 'ERR_INTERRUPTED',
    });
    stop.abort();
    await outcome;
    expect(await components.stop()).toMatchObject([{ name: 'sensor', wasKilled: false }]);
  });

  test('reports warnings of its log and the end of a component that was ready, but not its harmless last line', async () => {
    const { logs, components, events } = await setup();
    const command = await listeningCommand('collector', join(logs, 'diary'));
    const script = `${command.args[1]}; setTimeout(() => {
      process.stdout.write('{"level":"warn","msg":"slow"}\\n{"level":"error","msg":"harmless"}\\n'); process.exit(1); }, 300);`;
    await components.start({ ...command, args: ['-e', script], harmlessLastLine: /harmless/ });
    await expect.poll(() => events.map(({ event }) => event), { timeout: 10_000 }).toEqual(['warning', 'exit']);
    expect(events).toMatchObject([
      { component: 'collector', level: 'warn', line: 'slow' },
      { component: 'collector', code: 1, lastLine: 'harmless', restartInMillis: 1_000 },
    ]);
  });
});
