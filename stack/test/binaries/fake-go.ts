import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from '../temp-dir.ts';

/** Stands in for the Go toolchain: `install` and `build` leave scripts where the real one leaves binaries. */
const script = `#!/bin/sh
echo "$*" >> "$FAKE_GO_LOG"
if [ "$1" = env ]; then echo '{"GOVERSION":"go1.99.0","GOTOOLCHAIN":"local"}'; exit 0; fi
echo "example.org/being/compiled" >&2
if [ -n "$FAKE_GO_FAILS" ]; then echo "undefined: Nonsense" >&2; exit 1; fi
if [ -n "$FAKE_GO_HANGS" ]; then sleep 60; fi
sleep 0.2
if [ "$1" = install ]; then
  # Like the real builder: makes the folder that follows --output-path.
  printf '#!/bin/sh\\nwhile [ "$1" != --output-path ]; do shift; done\\nmkdir "$2"\\n' > "$GOBIN/builder"
  chmod +x "$GOBIN/builder"
  exit 0
fi
while [ "$1" != -o ]; do shift; done
echo '#!/bin/sh' > "$2"
`;

export interface FakeGo {
  readonly env: NodeJS.ProcessEnv;
  /** One line per call: its arguments. */
  readonly logFile: string;
}

export async function fakeGo(settings: Record<string, string> = {}): Promise<FakeGo> {
  const folder = await tempDir();
  const logFile = join(folder, 'calls.log');
  await writeFile(logFile, '');
  await writeFile(join(folder, 'go'), script);
  await chmod(join(folder, 'go'), 0o755);
  const { PATH = '' } = process.env;
  const cache = join(folder, 'cache');
  return { logFile, env: { ...settings, PATH: `${folder}:${PATH}`, FAKE_GO_LOG: logFile, XDG_CACHE_HOME: cache } };
}
