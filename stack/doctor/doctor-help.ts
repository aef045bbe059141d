import { defaultProject } from '../compose/project-name.ts';

export const doctorHelp = `Usage: npm run doctor [-- options]

Looks at this machine and the stack on it, however it runs (docker compose or npm start), and names what is wrong and what to do.
Then it sends one point through the collector, reads it back from VictoriaMetrics and tells how long that took. It changes nothing
else. Each finding has a section of its name in docs/runbook.md.

  --json           one JSON object: findings (name, severity, subject, seen, action), the canary, what could not be looked at
  --no-canary      sends nothing
  --compose        only docker compose, --native only npm start; by default whichever of them runs
  --project NAME   the compose project; else COMPOSE_PROJECT_NAME (.env, too), else ${defaultProject}
  --project-directory DIR   where docker-compose.yml and .env are
  --inside         in a container on the stack's networks; DOCTOR_INSIDE=true says the same
  --help, -h       this text

Severities: error (data are lost or nothing can be seen, now or at the next start), warning (it will come to that, or somebody
else could look in), note (worth knowing).

On a device without npm: docker compose --profile tools run --rm doctor [options].

Exit codes: 0 nothing worse than a note, 1 a warning or an error, 64 wrong options, 78 a wrong variable. For npm start give the same
STACK_* and SENSOR_* variables as it was given. DOCKER_HOST (unix:// or tcp://) names another engine, NO_COLOR switches colours off.
`;
