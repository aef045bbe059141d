import { execFile } from 'node:child_process';

export interface SourceRevision {
  /** The commit, with -dirty behind it where files differ from it; undefined outside of a repository. */
  readonly revision: string | undefined;
  /** When it was committed: the time that every file in an image has. */
  readonly seconds: number;
}

// 1980, as far back as every archive format reaches.
const noTimeSeconds = 315_532_800;

/** SOURCE_DATE_EPOCH (reproducible-builds.org) wins over the commit's time. */
export async function readSourceRevision(root: string, env: NodeJS.ProcessEnv): Promise<SourceRevision> {
  const { SOURCE_DATE_EPOCH: given = '' } = env;
  const [commit = '', committed = ''] = (await git(root, ['log', '-1', '--format=%H %ct'])).split(' ');
  const isDirty = commit !== '' && (await git(root, ['status', '--porcelain', '--untracked-files=no'])) !== '';
  const seconds = [given.trim(), committed].find((text) => /^\d{1,11}$/.test(text));
  return {
    revision: commit === '' ? undefined : `${commit}${isDirty ? '-dirty' : ''}`,
    seconds: seconds === undefined ? noTimeSeconds : Number(seconds),
  };
}

/** Empty where there is no git or no repository: an archive of the source can be built, too. */
function git(root: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile('git', ['-C', root, ...args], (error, stdout) => resolve(error === null ? stdout.trim() : ''));
  });
}
