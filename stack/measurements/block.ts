import { StackError } from '../stack-error.ts';

/**
 * Puts a table between the two marks of a name, in place of what is there.
 * @param where for the message.
 * @throws where a mark is missing, doubled, or before its partner.
 */
export function replaceBlock(
  text: string,
  { name, content, where }: { readonly name: string; readonly content: string; readonly where: string },
): string {
  const [start, end] = [`<!-- measurements:${name} -->`, `<!-- /measurements:${name} -->`];
  for (const mark of [start, end]) {
    const count = text.split(mark).length - 1;
    if (count !== 1) throw new StackError('ERR_CONFIG', `${where}: one ${mark} expected, there are ${count}`);
  }
  const [from, to] = [text.indexOf(start) + start.length, text.indexOf(end)];
  if (to < from) throw new StackError('ERR_CONFIG', `${where}: ${end} comes before ${start}`);
  return `${text.slice(0, from)}\n\n${content}\n${text.slice(to)}`;
}
