import { defaultProject } from '../compose/project-name.ts';

export const budgetHelp = `Usage: npm run budget [-- options]

Reads the running stack (docker compose) against its memory limits: per service the limit, anonymous memory, file pages, what is
free, major faults a second, CPU, OOM kills and restarts, and all limits together against 300 MiB.

  --seconds N     how long to watch, for what is counted per second (10)
  --watch, -w     again and again, until Ctrl-C
  --project NAME  the compose project; else COMPOSE_PROJECT_NAME, else ${defaultProject}
  --json          one JSON object a line instead of the table
  --help, -h      this text

Verdicts: fits; starting (up for less than a minute and still reading its program); tight (three quarters of the limit are anonymous
memory); thrashing (a major fault a second or more: it reads its own pages again and again); killed (for memory); not running;
no limit; not counted (the kernel counts no memory per container).

Exit codes: 0 all fits, 1 a service does not fit or all limits are above the budget, 64 wrong options, 69 no stack is running or Docker
cannot be reached. DOCKER_HOST (unix:// or tcp://) names another engine, NO_COLOR switches colours off.

On a device without npm: docker compose --profile tools run --rm budget [options].

It covers containers. What \`npm start\` runs has no limits: that prints its own table, with anonymous memory.
`;
