import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { errorText } from '../stack-error.ts';

export type GoToolchain =
  | { readonly usable: true; readonly version: string }
  | { readonly usable: false; readonly reason: string };

// `go env` answers in milliseconds, unless GOTOOLCHAIN names a toolchain that is downloaded first.
const answerMillis = 120_000;

/** Asks the `go` on PATH, outside of any module so that no go.mod makes it switch. */
export async function findGo(neededVersion: string, env: NodeJS.ProcessEnv): Promise<GoToolchain> {
  const answer = await new Promise<string | Error>((resolve) => {
    const options = { env: { ...env, GOWORK: 'off' }, cwd: tmpdir(), timeout: answerMillis };
    execFile('go', ['env', '-json', 'GOVERSION', 'GOTOOLCHAIN'], options, (error, stdout) => resolve(error ?? stdout));
  });
  if (answer instanceof Error) {
    const missing = 'code' in answer && answer.code === 'ENOENT';
    return { usable: false, reason: missing ? 'there is no go on PATH' : `go env failed: ${errorText(answer)}` };
  }
  return judgeGo(answer, neededVersion);
}

/** Older than needed is fine where Go may fetch a newer toolchain by itself (1.21 and GOTOOLCHAIN=auto or NAME+auto). */
export function judgeGo(goEnvJson: string, neededVersion: string): GoToolchain {
  const { version, toolchain } = parseGoEnv(goEnvJson);
  if (version === undefined) return { usable: false, reason: 'go env tells no version' };
  const switches = /(^|\+)auto$/.test(toolchain) && isAtLeast(version, '1.21');
  if (isAtLeast(version, neededVersion) || switches) return { usable: true, version };
  return { usable: false, reason: `go ${version} is on PATH, ${neededVersion} is needed` };
}

function parseGoEnv(json: string): { version: string | undefined; toolchain: string } {
  try {
    const { GOVERSION = '', GOTOOLCHAIN = '' } = JSON.parse(json) as Record<string, string>;
    return { version: /go(\d+\.\d+(?:\.\d+)?)/.exec(GOVERSION)?.[1], toolchain: GOTOOLCHAIN };
  } catch {
    return { version: undefined, toolchain: '' };
  }
}

function isAtLeast(version: string, needed: string): boolean {
  const [have, want] = [version, needed].map((text) => text.split('.').map(Number));
  for (let part = 0; part < 3; part++) {
    const difference = (have?.[part] ?? 0) - (want?.[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
