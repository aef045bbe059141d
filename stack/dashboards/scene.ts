import { setTimeout as sleep } from 'node:timers/promises';
import { limitComponents } from '../bench/faults/limited-components.ts';
import { resolveAll } from '../binaries/resolve-all.ts';
import { createProgress } from '../progress.ts';
import { createScreen } from '../screen.ts';
import { StackError } from '../stack-error.ts';
import { createSceneComponents, type SceneComponents } from './scene-components.ts';

export interface Scene {
  /** Of the VictoriaMetrics that has seen it all. */
  readonly url: string;
  /** All of it, as vmui writes it. */
  readonly range: string;
  /** The one with the whole stack. */
  readonly device: string;
  close(): Promise<void>;
}

interface SceneOptions {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** Aborted: it ends early, with nothing left behind. */
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
}

const devices = ['jfk', 'lga', 'ewr'] as const;

/**
 * Six hours of weather in each push: the extremes of a push differ from its last reading, as those of 15 s do beside a door or a heater, and the fortnight of the recording is the
 * width of a picture.
 */
const replaySpeed = 1440;
const minutes = 14;

type Happening = readonly [minute: number, what: 'stop' | 'start', name: string, why: string];

/** In the order of their minutes: the store is away, then the collector, then one of the devices. */
const happenings: readonly Happening[] = [
  [4, 'stop', 'victoriametrics', "the collector's queue fills"],
  [6, 'start', 'victoriametrics', 'and drains'],
  [8, 'stop', 'collector', "the sensors' spools fill"],
  [9.5, 'start', 'collector', 'and drain'],
  [11, 'stop', 'lga', 'it is silent'],
  [12.5, 'start', 'lga', 'and has been restarted'],
];

/** Resolves after a quarter of an hour, with everything running. */
export async function playScene({ root, env, signal, tell }: SceneOptions): Promise<Scene> {
  const progress = createProgress(createScreen(process.stderr));
  const binaries = await resolveAll(root, { env, progress, signal });
  const limited = await limitComponents(root).catch(() => undefined);
  if (limited === undefined) tell('not root: without the memory limits of docker-compose.yml');
  const { enter = {} } = limited ?? {};
  const components = await createSceneComponents({ root, binaries, devices, replaySpeed, enter });
  const close = async (): Promise<void> => {
    await components.close();
    await limited?.remove();
  };
  try {
    await play(components, { signal, tell });
  } catch (error) {
    await close();
    throw error;
  }
  return { url: components.url, range: `${minutes}m`, device: devices[0], close };
}

async function play(components: SceneComponents, { signal, tell }: Pick<SceneOptions, 'signal' | 'tell'>) {
  for (const name of ['victoriametrics', 'collector', ...devices]) await components.start(name);
  const startedAt = performance.now();
  const until = async (minute: number): Promise<void> => {
    const millis = startedAt + minute * 60_000 - performance.now();
    await sleep(Math.max(0, millis), undefined, { signal }).catch(() => {});
    if (signal.aborted) throw new StackError('ERR_INTERRUPTED', 'interrupted');
  };
  tell(`${minutes} minutes, on ${components.url}/vmui/#/dashboards`);
  for (const [minute, what, name, why] of happenings) {
    await until(minute);
    tell(`minute ${minute}: ${what} ${name}, ${why}`);
    await components[what](name);
  }
  await until(minutes);
}
