import type { ComponentId } from './commands.ts';
import type { ProcessMemory } from './process-memory.ts';
import type { Status } from './status.ts';

export interface TableRow extends Partial<ProcessMemory> {
  readonly name: ComponentId;
  readonly version: string;
  readonly address: string;
  readonly pid: number;
}

export interface StoppedComponent {
  readonly name: ComponentId;
  readonly code: number | null;
  readonly signal: string | null;
  readonly wasKilled: boolean;
}

/** Everything that a run tells; the same for people and for scripts. */
export type StackEvent =
  | { readonly event: 'note'; readonly text: string }
  | {
      readonly event: 'table';
      readonly components: readonly TableRow[];
      readonly vmui: string;
      readonly dataDir: string;
    }
  | { readonly event: 'sample'; readonly afterMillis: number }
  | ({ readonly event: 'status'; readonly uptimeMillis: number } & Status)
  | {
      readonly event: 'warning';
      readonly component: ComponentId;
      readonly level: 'warn' | 'error';
      readonly line: string;
    }
  | {
      readonly event: 'exit';
      readonly component: ComponentId;
      readonly code: number | null;
      readonly signal: string | null;
      readonly lastLine: string;
      readonly restartInMillis: number;
    }
  | { readonly event: 'restart'; readonly component: ComponentId; readonly pid: number }
  | { readonly event: 'stopping' }
  | { readonly event: 'stopped'; readonly components: readonly StoppedComponent[]; readonly clean: boolean }
  | { readonly event: 'error'; readonly code: string; readonly message: string };

export interface Reporter {
  report(event: StackEvent): void;
  /** How often a status is worth having. */
  readonly statusMillis: number;
}
