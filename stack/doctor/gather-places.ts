import { serviceUserId } from '../access/access-dir.ts';
import { diskReadAhead } from '../cgroup/read-ahead.ts';
import { factOf, valueFrom } from './fact.ts';
import type { Facts } from './facts.ts';
import type { FoundStack, Place } from './find-stack.ts';
import { readExpectedServices } from './gather/compose-project.ts';
import { readFreeDisk } from './gather/free-disk.ts';
import { readImages } from './gather/images.ts';
import { isDataFolderWritable } from './gather/native-services.ts';
import { readPorts } from './gather/ports.ts';
import { readSecrets } from './gather/secrets.ts';
import { readVolumes } from './gather/volumes.ts';
import type { PortBinding } from './port-binding.ts';
import { clearSecrets, secretFiles } from './secret-files.ts';

export type PlaceFacts = Pick<
  Facts,
  | 'readAhead'
  | 'expected'
  | 'images'
  | 'volumes'
  | 'isDataFolderWritable'
  | 'ports'
  | 'secrets'
  | 'clearSecrets'
  | 'disk'
>;

/** Files, folders, ports and images that the stack needs. */
export async function gatherPlaces(stack: FoundStack, place: Place): Promise<PlaceFacts> {
  const { surroundings, config, dotEnv } = place;
  const { mode, containers } = stack;
  const hasContainers = containers.length > 0;
  const expected = mode === 'native' ? undefined : await factOf(() => readExpectedServices(surroundings, stack.labels));
  const [readAhead, images, volumes, isWritable, ports, secrets, disk] = await Promise.all([
    mode === 'native' ? undefined : factOf(() => readAheadOf(stack, surroundings)),
    hasContainers ? factOf(() => readImages(containers, surroundings)) : undefined,
    hasContainers ? factOf(() => readVolumes(containers, surroundings)) : undefined,
    mode === 'compose' ? undefined : isDataFolderWritable(config.dataDir),
    surroundings.isInside ? undefined : factOf(() => readPorts(idleBindings(stack, expected))),
    readSecretsOf(stack, place),
    surroundings.isInside ? undefined : factOf(() => readFreeDisk(diskFolder(stack, place))),
  ]);
  return {
    expected,
    readAhead,
    images,
    volumes,
    isDataFolderWritable: isWritable,
    ports,
    secrets,
    clearSecrets: mode === 'native' ? [] : clearSecrets(valueFrom(dotEnv) ?? {}),
    disk,
  };
}

async function readAheadOf({ engine }: FoundStack, { sysRoot, projectFolder }: Place['surroundings']) {
  const { rootFolder = '' } = valueFrom(engine) ?? {};
  // In a container only what is mounted is on a disk: most often it is the same one.
  const disk = (await diskReadAhead(rootFolder, sysRoot)) ?? (await diskReadAhead(projectFolder, sysRoot));
  if (disk === undefined) throw new Error("no folder of Docker's disk can be seen from here");
  return disk;
}

/** Ports that nobody of the stack has at the moment: of services that are down (a paused one keeps its own), or, where nothing runs, of those that would be started. */
function idleBindings({ mode, services }: FoundStack, expected: Facts['expected']): readonly PortBinding[] {
  const running = valueFrom(services) ?? [];
  const idle =
    mode === 'nothing' ? (valueFrom(expected) ?? []) : running.filter(({ isUp, state }) => !isUp && state !== 'paused');
  return idle.flatMap(({ bindings }) => bindings);
}

function readSecretsOf({ mode, containers, labels }: FoundStack, { surroundings, config, dotEnv }: Place) {
  const { env, projectFolder } = surroundings;
  const isNative = mode === 'native';
  const variables = isNative ? config.env : { ...valueFrom(dotEnv), ...env };
  const readerId = isNative ? (process.getuid?.() ?? 0) : serviceUserId;
  const hostFolder = labels['com.docker.compose.project.working_dir'] ?? projectFolder;
  const files = secretFiles(projectFolder, variables, readerId);
  return readSecrets(files, { ...surroundings, containers, hostFolder });
}

function diskFolder({ mode, engine }: FoundStack, { surroundings, config }: Place): string {
  if (mode === 'native') return config.dataDir;
  return valueFrom(engine)?.rootFolder || surroundings.projectFolder;
}
