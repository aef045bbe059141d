/** How a value is shown: Grafana scales by the unit's id, vmui shows the number as it is with a word behind it. */
export interface Unit {
  /** Grafana's id of the unit. */
  readonly grafana: string;
  readonly vmui: string;
  /** What vmui's query does to the value, so that its axis has readable numbers. */
  readonly scale?: string;
}

export const celsius: Unit = { grafana: 'celsius', vmui: '°C' };
/** 0 to 100. */
export const percent: Unit = { grafana: 'percent', vmui: '%' };
/** 0 to 1, shown as 0 to 100 %. */
export const share: Unit = { grafana: 'percentunit', vmui: '%', scale: '* 100' };
/** Powers of two: MiB, as in the compose files. */
export const bytes: Unit = { grafana: 'bytes', vmui: 'MiB', scale: '/ 1Mi' };
export const bytesPerDay: Unit = { grafana: 'bytes', vmui: 'MiB/day', scale: '/ 1Mi' };
export const seconds: Unit = { grafana: 's', vmui: 's' };
/** Stored in seconds, but milliseconds is what one thinks in. */
export const latency: Unit = { grafana: 's', vmui: 'ms', scale: '* 1000' };

/** A number of things. */
export const counted = (things: string): Unit => ({ grafana: 'short', vmui: things });
