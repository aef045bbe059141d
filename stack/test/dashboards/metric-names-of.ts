/** Metric names in a MetricsQL expression, those of a `__name__` matcher included. Enough of the language for our own expressions. */
export function metricNamesOf(expression: string): readonly string[] {
  const matched = [...expression.matchAll(/__name__=~"([^"]+)"/g)].flatMap(([, names = '']) => names.split('|'));
  const bare = expression
    .replace(/"[^"]*"/g, '')
    .replace(/\{[^}]*\}|\[[^\]]*\]/g, ' ')
    .replace(/\b(by|on)\s*\([^)]*\)/g, ' ');
  const words = [...bare.matchAll(/(?<![\w.$])[a-zA-Z_]\w*(?!\w|\s*\()/g)].map(([word]) => word);
  return [...new Set([...matched, ...words.filter((word) => !keywords.has(word))])];
}

const keywords = new Set(['by', 'on', 'or', 'and', 'default', 'if', 'offset']);
