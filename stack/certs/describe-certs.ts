import { relative } from 'node:path';
import type { CertsResult } from './run-certs.ts';

const reasons: Readonly<Record<NonNullable<CertsResult['renewed']>, string>> = {
  missing: 'new',
  names: 'new, for other names',
  expiry: 'renewed: the last one was about to end',
  authority: 'new: the last one was not signed by this authority',
  asked: 'renewed as asked',
};

export function describeCerts(result: CertsResult): string {
  const { authorityFile, serverFile, isNewAuthority, renewed, names, validToMillis } = result;
  const shown = (path: string) => relative(process.cwd(), path);
  const authority = `authority    ${isNewAuthority ? 'new' : 'as it was'}   ${shown(authorityFile)}: copy it to every device that pushes here\n`;
  const state = renewed === undefined ? 'as it was' : reasons[renewed];
  const until = new Date(validToMillis).toISOString().slice(0, 10);
  return `${authority}certificate  ${state}, until ${until}   ${shown(serverFile)}\nfor          ${names.join(', ')}\n`;
}
