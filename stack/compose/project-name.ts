import type { UsageError } from '../command-line.ts';

/** `name` in docker-compose.yml. */
export const defaultProject = 'otel-edge';

/** The project's name as compose finds it: the option, then COMPOSE_PROJECT_NAME, then the file's own. */
export function projectName(option: string | undefined, env: NodeJS.ProcessEnv, usage: UsageError): string {
  if (option !== undefined && option.trim() === '') throw usage('--project must not be empty');
  const { COMPOSE_PROJECT_NAME: fromEnvironment = '' } = env;
  return option?.trim() || fromEnvironment.trim() || defaultProject;
}
