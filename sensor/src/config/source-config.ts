/** Which hardware or recording the readings come from. `select` narrows a kind to one device; unset means the first found. */
export type SourceConfig =
  | { readonly kind: 'auto'; readonly sysfsRoot: string }
  | { readonly kind: 'iio' | 'hwmon' | 'thermal'; readonly select: string | undefined; readonly sysfsRoot: string }
  | { readonly kind: 'replay'; readonly file: string; readonly speed: number };
