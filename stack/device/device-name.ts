import { hostname } from 'node:os';

// Letters, digits, dots and dashes, as a host may be called (RFC 1123). No blank and no colon: it is part of an HTTP header and of a line of the tokens file.
const pattern = /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/;

const maxLength = 63;

/** What is wrong with a name, or undefined. `reserved` are names whose series are written by somebody else. */
export function deviceNameProblem(name: string, reserved: ReadonlySet<string>): string | undefined {
  if (name.length > maxLength) return `is longer than ${maxLength} characters`;
  if (!pattern.test(name)) return 'may have letters, digits, dots and dashes, with a letter or digit at both ends';
  if (reserved.has(name.toLowerCase())) return "is this device's own name, whose series it would write into";
  return undefined;
}

/** Names that this device's own components store under, in lower case. */
export function reservedNames(env: NodeJS.ProcessEnv): ReadonlySet<string> {
  const { DEVICE_NAME: own } = env;
  // The defaults of docker-compose.yml, of npm start and of otel-collector's two configuration files.
  const names = [own?.trim() || 'edge-device', hostname(), 'localhost', 'unidentified'];
  return new Set(names.map((name) => name.toLowerCase()));
}
