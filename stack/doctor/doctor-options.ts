import { parseCommandLine, usageError } from '../command-line.ts';
import { projectName } from '../compose/project-name.ts';

export interface DoctorOptions {
  readonly help: boolean;
  readonly json: boolean;
  /** Whether a point is sent on its way. */
  readonly canary: boolean;
  /** Undefined: whichever of the two runs. */
  readonly way: 'compose' | 'native' | undefined;
  /** Undefined: as compose finds it, .env included. */
  readonly project: string | undefined;
  /** Undefined: the repository that this runs from, or the current folder. */
  readonly projectFolder: string | undefined;
  /** In a container on the stack's networks. */
  readonly isInside: boolean;
}

const usage = usageError('npm run doctor -- --help lists the options');

/** DOCTOR_INSIDE=true stands for --inside, so that options can be added behind `docker compose run`, which replace a command. */
export function parseDoctorOptions(args: readonly string[], env: NodeJS.ProcessEnv): DoctorOptions {
  const values = parse(args);
  const { help = false, json = false, compose = false, native = false } = values;
  const { DOCTOR_INSIDE: insideFromEnv = '' } = env;
  const inside = values.inside ?? insideFromEnv.trim() === 'true';
  if (compose && native) throw usage('--compose and --native exclude each other');
  if (native && values.project !== undefined) throw usage('--native and --project exclude each other');
  if (native && inside) throw usage('--native and --inside exclude each other');
  if (values.project !== undefined) projectName(values.project, {}, usage);
  const folder = values['project-directory'];
  if (folder?.trim() === '') throw usage('--project-directory must not be empty');
  return {
    help,
    json,
    canary: values['no-canary'] !== true,
    way: compose || inside || values.project !== undefined ? 'compose' : native ? 'native' : undefined,
    project: values.project?.trim(),
    projectFolder: folder?.trim(),
    isInside: inside,
  };
}

function parse(args: readonly string[]) {
  return parseCommandLine(
    {
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        json: { type: 'boolean' },
        'no-canary': { type: 'boolean' },
        compose: { type: 'boolean' },
        native: { type: 'boolean' },
        project: { type: 'string', short: 'p' },
        'project-directory': { type: 'string' },
        inside: { type: 'boolean' },
      },
    },
    usage,
  ).values;
}
