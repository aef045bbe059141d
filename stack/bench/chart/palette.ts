/**
 * A README shows an SVG as an image on the reader's own background, and the image cannot know which: these are readable on white and
 * on the dark one alike, which a test checks. (`prefers-color-scheme` follows the system, not the page.)
 */
export const palette = {
  text: '#6e7781',
  grid: '#8b949e',
  goal: '#d1492e',
  series: ['#2f81f7', '#c4700a', '#8957e5', '#2a8f47', '#bf3989'],
} as const;

export function seriesColor(index: number): string {
  return palette.series[index % palette.series.length] ?? palette.text;
}
