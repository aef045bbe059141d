// What means the same with and without Docker. The rest of .env is for containers: addresses and paths as they are in there.
const shared = /^(STACK_\w+|DURABILITY)$/;

/** What `npm start` goes by: these of .env, as `npm run certs` and `npm run device` do, and above them the shell's own. */
export function stackEnvironment(dotEnv: NodeJS.ProcessEnv, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...Object.fromEntries(Object.entries(dotEnv).filter(([name]) => shared.test(name))), ...env };
}
