export type SvgNode = string & { readonly __svg: unique symbol };
type Attributes = Readonly<Record<string, string | number>>;

/** Elements are made here alone, so that everything that reaches a file is escaped and closed. */
export function element(name: string, attributes: Attributes, ...children: readonly SvgNode[]): SvgNode {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(shown(value))}"`);
  const open = `<${name}${written.join('')}`;
  return (children.length === 0 ? `${open}/>` : `${open}>${children.join('')}</${name}>`) as SvgNode;
}

export function text(content: string, attributes: Attributes): SvgNode {
  return element('text', attributes, escaped(content) as SvgNode);
}

/** A whole file. The title is what a screen reader says. */
export function svgDocument(
  size: { readonly width: number; readonly height: number },
  title: string,
  children: readonly SvgNode[],
): string {
  const { width, height } = size;
  const root = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'font-family': 'system-ui, sans-serif',
      'font-size': 13,
    },
    element('title', {}, escaped(title) as SvgNode),
    ...children,
  );
  return `${root.replaceAll('><', '>\n<')}\n`;
}

/** A tenth of a pixel is finer than any screen, and keeps files and diffs small. */
function shown(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 10) / 10) : value;
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
