import { join } from 'node:path';
import { type ComposeProject, readCompose } from '../../compose/read-compose.ts';
import { type Variant, variantFiles } from '../../limits.ts';

export const root = join(import.meta.dirname, '..', '..', '..');

/** On top of any variant. */
export const devicesFile = 'compose.devices.yaml';
export const forwardFile = 'compose.forward.yaml';

/** The parts of a service that the contract tests look at; what is missing in the file is undefined here. */
export interface ServiceFile {
  readonly image?: string;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly privileged?: boolean;
  readonly cap_add?: readonly string[];
  readonly network_mode?: string;
  readonly pid?: string;
  readonly devices?: readonly string[];
  readonly mem_limit?: string;
  readonly memswap_limit?: string;
  readonly mem_reservation?: string;
  readonly cpus?: number;
  readonly pids_limit?: number;
  readonly restart?: string;
  readonly logging?: { readonly driver: string; readonly options: Readonly<Record<string, string>> };
  readonly stop_grace_period?: string;
  readonly pull_policy?: string;
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly networks?: readonly string[];
  readonly depends_on?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly tmpfs?: readonly string[];
}

export type Services = Readonly<Record<string, ServiceFile>>;

/** What `docker compose --profile tools run` can start beside the variant. */
export async function readTools(): Promise<Services> {
  const lasting = await readVariant('default');
  const { services } = await readCompose(root, variantFiles.default, {}, 'tools');
  return Object.fromEntries(Object.entries(services as Services).filter(([id]) => lasting[id] === undefined));
}

export async function readVariant(variant: Variant, env: NodeJS.ProcessEnv = {}): Promise<Services> {
  const project: ComposeProject = await readCompose(root, variantFiles[variant], env);
  return project.services as Services;
}
