import type { DiskReadAhead } from '../cgroup/read-ahead.ts';
import type { CanaryFacts } from './canary.ts';
import type { Fact } from './fact.ts';
import type { ExpectedService } from './gather/compose-project.ts';
import type { ServiceFacts } from './gather/containers.ts';
import type { EngineFacts } from './gather/engine.ts';
import type { DiskFacts } from './gather/free-disk.ts';
import type { ImageFacts } from './gather/images.ts';
import type { MachineFacts } from './gather/machine.ts';
import type { PortFacts } from './gather/ports.ts';
import type { SecretFacts } from './gather/secrets.ts';
import type { HardwareFacts, SensorFacts } from './gather/sensor.ts';
import type { SeriesFacts } from './gather/series.ts';
import type { StoreFacts } from './gather/store.ts';
import type { VolumeFacts } from './gather/volumes.ts';

/** How the stack is run here; `nothing`: it is not, and what would be in its way is looked at. */
export type Mode = 'compose' | 'native' | 'nothing';

/** All that was looked at. Undefined: does not apply here. */
export interface Facts {
  readonly mode: Mode;
  /** The compose project, whether it runs or not. */
  readonly project: string;
  /** Of a plain `npm start`. */
  readonly dataDir: string;
  readonly nowMillis: number;
  /** SENSOR_SOURCE; undefined: the recording that `npm start` plays by itself. */
  readonly source: string | undefined;
  /** Names of variables in .env that hold secrets. */
  readonly clearSecrets: readonly string[];
  /** Whether .env could be read, or is not there. */
  readonly dotEnv: Fact<unknown>;
  readonly machine: MachineFacts;
  readonly clockSync: Fact<boolean>;
  readonly readAhead: Fact<DiskReadAhead> | undefined;
  readonly engine: Fact<EngineFacts> | undefined;
  /** Empty: there is no Compose 2. */
  readonly composeVersion: Fact<string> | undefined;
  /** Other compose projects that this engine has containers of. */
  readonly otherProjects: readonly string[];
  readonly expected: Fact<readonly ExpectedService[]> | undefined;
  readonly services: Fact<readonly ServiceFacts[]> | undefined;
  readonly images: Fact<readonly ImageFacts[]> | undefined;
  readonly volumes: Fact<readonly VolumeFacts[]> | undefined;
  readonly isDataFolderWritable: boolean | undefined;
  readonly ports: Fact<readonly PortFacts[]> | undefined;
  readonly secrets: readonly SecretFacts[];
  readonly disk: Fact<DiskFacts> | undefined;
  readonly sensor: Fact<SensorFacts> | undefined;
  readonly hardware: Fact<HardwareFacts> | undefined;
  readonly store: Fact<StoreFacts> | undefined;
  readonly series: Fact<SeriesFacts> | undefined;
  readonly canary: Fact<CanaryFacts> | undefined;
}

/** What each question is called when nobody could answer it. */
const questions = {
  dotEnv: '.env',
  clockSync: 'whether the clock is kept right',
  readAhead: "the disk's read-ahead",
  engine: 'the Docker engine',
  composeVersion: 'the version of Compose',
  expected: 'the compose files',
  services: 'the services',
  images: 'the images',
  volumes: 'who owns the volumes',
  ports: 'the ports',
  disk: 'free disk space',
  sensor: 'what the sensor says',
  hardware: 'sensor hardware',
  store: 'the store',
  series: 'what is stored of the pipeline',
  canary: 'the canary',
} as const satisfies Partial<Record<keyof Facts, string>>;

export interface Unchecked {
  readonly what: string;
  readonly why: string;
}

export function unchecked(facts: Facts): readonly Unchecked[] {
  const asked = (Object.keys(questions) as (keyof typeof questions)[]).map((name) => ({
    what: questions[name],
    fact: facts[name],
  }));
  // What nothing needs is most often not there at all.
  const needed = facts.secrets.filter(({ isNeeded }) => isNeeded);
  const files = needed.map(({ path, file }) => ({ what: `who may read ${path}`, fact: file }));
  return [...asked, ...files].flatMap(({ what, fact }) =>
    fact === undefined || fact.isKnown ? [] : [{ what, why: fact.why }],
  );
}
