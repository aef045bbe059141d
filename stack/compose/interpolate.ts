import { StackError } from '../stack-error.ts';

const reference = /\$(?:(\$)|\{([A-Za-z_][A-Za-z0-9_]*)(?:(:-|:\+|:\?)([^{}]*))?\})/g;

/**
 * What compose does with `${NAME}`, `${NAME:-default}`, `${NAME:+value}`, `${NAME:?message}` and `$$`. Other forms are refused: compose has more, the
 * compose files here do without. An empty variable counts as unset.
 */
export function interpolate(text: string, env: NodeJS.ProcessEnv): string {
  const rest = text.replaceAll(reference, '');
  if (rest.includes('$')) throw new StackError('ERR_CONFIG', `cannot interpolate ${JSON.stringify(text)}`);
  return text.replaceAll(reference, (_, dollar?: string, name = '', operator?: string, operand = '') => {
    if (dollar !== undefined) return '$';
    const value = env[name] ?? '';
    if (operator === ':+') return value === '' ? '' : operand;
    if (value !== '') return value;
    if (operator === ':?') throw new StackError('ERR_CONFIG', `${name}: ${operand}`);
    return operator === ':-' ? operand : '';
  });
}

/** Names of the variables that a text refers to. */
export function referencedVariables(text: string): readonly string[] {
  return [...text.matchAll(reference)].map(([, , name]) => name).filter((name) => name !== undefined);
}
