import { valueFrom } from '../fact.ts';
import type { Facts } from '../facts.ts';
import type { Finding } from '../finding.ts';
import type { SecretFacts } from '../gather/secrets.ts';
import type { PathFacts } from '../path-in-container.ts';

const readableByOthers = 0o044;
const readableByOwner = 0o400;

export function checkSecrets({ secrets, clearSecrets }: Facts): readonly Finding[] {
  const values = clearSecrets.map(
    (variable): Finding => ({
      name: 'secret-in-env-file',
      severity: 'warning',
      subject: variable,
      seen: 'Its value stands in .env, from where it gets into docker inspect, backups and logs.',
      action: 'Put it into a file of mode 0400 and name that file (the *_FILE variables in .env.example).',
    }),
  );
  return [...secrets.flatMap(checkSecret), ...values];
}

function checkSecret(secret: SecretFacts): readonly Finding[] {
  if (!secret.file.isKnown) return [];
  const file = valueFrom(secret.file);
  if (file === undefined) return secret.isNeeded ? [missing(secret, 'There is no such file.')] : [];
  if (file.isFolder) {
    return [
      missing(secret, 'It is a folder, as Docker makes one where a mounted file is missing: sudo rmdir it first.'),
    ];
  }
  return [...exposed(secret, file), ...unreadable(secret, file)];
}

function missing(secret: SecretFacts, seen: string): Finding {
  const { variable, path } = secret;
  return {
    name: 'secret-missing',
    severity: 'error',
    subject: subjectOf(variable, path),
    seen,
    action: howToMake(secret),
  };
}

function howToMake({ variable, path, readerId }: SecretFacts): string {
  if (variable === 'STACK_ACCESS_DIR')
    return 'npm run certs makes the certificate, npm run device -- add NAME the first credential.';
  const install = `sudo install -m 0400 -o ${readerId ?? '$USER'}`;
  if (variable.endsWith('_TLS_FILE'))
    return `sudo npm run certs makes one; a copy of it: ${install} data/access/tls/server.pem ${path}`;
  if (variable.endsWith('_HEADERS_FILE'))
    return `Make one: echo 'Authorization: Bearer TOKEN' | ${install} /dev/stdin ${path}`;
  return `Make one: head -c 32 /dev/urandom | base64 | ${install} /dev/stdin ${path}`;
}

function exposed({ variable, path }: SecretFacts, { mode }: PathFacts): readonly Finding[] {
  if ((mode & readableByOthers) === 0) return [];
  return [
    {
      name: 'secret-readable-by-others',
      severity: 'error',
      subject: subjectOf(variable, path),
      seen: `Its mode is ${octal(mode)}: other users of this machine can read it.`,
      action: `sudo chmod 0400 ${path}; if others use this machine, make a new secret.`,
    },
  ];
}

/** By its owner alone: that a group or all may read it is no way out. */
function unreadable({ variable, path, readerId }: SecretFacts, { mode, ownerId }: PathFacts): readonly Finding[] {
  const isOfReader = readerId === undefined || readerId === 0 || readerId === ownerId;
  if ((mode & readableByOthers) !== 0 || (isOfReader && (mode & readableByOwner) !== 0)) return [];
  return [
    {
      name: 'secret-not-readable',
      severity: 'error',
      subject: subjectOf(variable, path),
      seen: `It belongs to user ${ownerId} with mode ${octal(mode)}, and user ${readerId ?? ownerId}, who is to read it, cannot.`,
      action: `sudo chown ${readerId ?? ownerId} ${path} && sudo chmod 0400 ${path}`,
    },
  ];
}

function subjectOf(variable: string, path: string): string {
  return variable === 'STACK_ACCESS_DIR' ? path : `${variable}=${path}`;
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}
