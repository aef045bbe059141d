/** Static, without symbols (a third smaller) and without this machine's paths in it. */
export const buildFlags: readonly string[] = ['-trimpath', '-ldflags', '-s -w'];

/** CGO off: the binary runs on any libc, and no C compiler is needed. */
export function goEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, CGO_ENABLED: '0' };
}
