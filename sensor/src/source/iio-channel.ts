/** How one quantity of an IIO device is read: processed by the driver, or `(raw + offset) * scale`. Both give thousandths. */
export interface IioChannel {
  /** The attribute with the value: `in_temp_input`, `in_temp_object_raw`. */
  readonly value: string;
  /** Only with a raw value, and only where the driver has them. */
  readonly offset: string | undefined;
  readonly scale: string | undefined;
}

export type IioType = 'temp' | 'humidityrelative';

/** Extremes and averages that the chip keeps by itself, not the present value. */
const statistics = /(?:^|_)(?:peak|trough|mean)$/;

interface Found {
  readonly base: string;
  readonly index: string;
  readonly modifier: string;
}

/**
 * The channel of a type among a device's attributes: `in_temp`, else the numbered ones (`in_temp0`) in order, else the named ones (`in_temp_ambient`,
 * `in_temp0_ps_temp`), of which `ambient` comes first: contactless thermometers call the temperature where they are so.
 */
export function findIioChannel(type: IioType, attributes: readonly string[]): IioChannel | undefined {
  const pattern = new RegExp(`^(in_${type}(\\d*)(?:_(.+))?)_(?:input|raw)$`);
  const [best] = [...attributes]
    .sort()
    .flatMap((attribute): Found[] => {
      const [, base = '', index = '', modifier = ''] = pattern.exec(attribute) ?? [];
      return base === '' || statistics.test(modifier) ? [] : [{ base, index, modifier }];
    })
    .sort((a, b) => rank(a) - rank(b) || Number(a.index) - Number(b.index));
  if (best === undefined) return undefined;

  const existing = (suffix: string) => {
    // A driver says once for all channels of a type what is the same for them: in_temp_object_raw goes with in_temp_scale.
    const names = [`${best.base}_${suffix}`, `in_${type}${best.index}_${suffix}`, `in_${type}_${suffix}`];
    return names.find((name) => attributes.includes(name));
  };
  const processed = `${best.base}_input`;
  return attributes.includes(processed)
    ? { value: processed, offset: undefined, scale: undefined }
    : { value: `${best.base}_raw`, offset: existing('offset'), scale: existing('scale') };
}

function rank({ index, modifier }: Found): number {
  if (modifier === '') return index === '' ? 0 : 1;
  return modifier === 'ambient' ? 2 : 3;
}
