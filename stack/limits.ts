import { parseBytes } from './compose/bytes.ts';
import { type ComposeProject, readCompose, type Service } from './compose/read-compose.ts';
import { StackError } from './stack-error.ts';

/** The compose files that make a variant; the same lists stand in .env.example. */
export const variantFiles = {
  default: ['docker-compose.yml'],
  lean: ['docker-compose.yml', 'compose.lean.yaml'],
  hub: ['docker-compose.yml', 'compose.hub.yaml'],
} as const;

export type Variant = keyof typeof variantFiles;
export const variants = Object.keys(variantFiles) as readonly Variant[];

export interface ServiceLimits {
  /** Hard: mem_limit, swap included. */
  readonly memoryBytes: number;
  readonly cpus: number;
  /** As the Go runtime wants it; undefined for what is not Go or has it elsewhere (VictoriaMetrics: flags.env). */
  readonly goMemoryLimit: string | undefined;
}

export type VariantLimits = Readonly<Record<string, ServiceLimits>>;

/** Every limit there is, from the compose files: they stand nowhere else. */
export async function readLimits(root: string): Promise<Readonly<Record<Variant, VariantLimits>>> {
  const read = async (variant: Variant) => limitsOf(await readCompose(root, variantFiles[variant]));
  const [defaultLimits, lean, hub] = await Promise.all([read('default'), read('lean'), read('hub')]);
  return { default: defaultLimits, lean, hub };
}

export function limitsOf({ services }: ComposeProject): VariantLimits {
  return Object.fromEntries(Object.entries(services).map(([id, service]) => [id, serviceLimits(id, service)]));
}

/** One service of the default variant, for what runs outside of compose with the same limits. */
export async function readServiceLimits(root: string, id: string): Promise<ServiceLimits> {
  const limits = limitsOf(await readCompose(root, variantFiles.default))[id];
  if (limits === undefined) throw new StackError('ERR_CONFIG', `docker-compose.yml has no service ${id}`);
  return limits;
}

function serviceLimits(id: string, service: Service): ServiceLimits {
  const {
    mem_limit: memory,
    cpus,
    environment,
  } = service as {
    mem_limit?: unknown;
    cpus?: unknown;
    environment?: Readonly<Record<string, unknown>>;
  };
  if (typeof memory !== 'string' || typeof cpus !== 'number') {
    throw new StackError('ERR_CONFIG', `service ${id} needs mem_limit and cpus`);
  }
  const goMemoryLimit = environment?.['GOMEMLIMIT'];
  return {
    memoryBytes: parseBytes(memory),
    cpus,
    goMemoryLimit: typeof goMemoryLimit === 'string' ? goMemoryLimit : undefined,
  };
}
