import { describe, expect, test } from 'vitest';
import { findIioChannel } from '../../src/source/iio-channel.ts';

const processed = (value: string) => ({ value, offset: undefined, scale: undefined });

test.each([
  // As listed by the drivers of the named chips.
  ['dht11', ['in_temp_input', 'in_humidityrelative_input'], processed('in_temp_input')],
  [
    'si7020',
    ['in_temp_raw', 'in_temp_offset', 'in_temp_scale'],
    { value: 'in_temp_raw', offset: 'in_temp_offset', scale: 'in_temp_scale' },
  ],
  [
    'mlx90614',
    ['in_temp_object_raw', 'in_temp_ambient_raw', 'in_temp_offset', 'in_temp_scale', 'in_temp_object_calibemissivity'],
    { value: 'in_temp_ambient_raw', offset: 'in_temp_offset', scale: 'in_temp_scale' },
  ],
  [
    'xadc',
    ['in_temp0_raw', 'in_temp0_offset', 'in_temp0_scale', 'in_voltage0_raw'],
    { value: 'in_temp0_raw', offset: 'in_temp0_offset', scale: 'in_temp0_scale' },
  ],
  [
    'ams',
    ['in_temp0_ps_temp_raw', 'in_temp0_ps_temp_scale', 'in_temp1_remote_temp_raw'],
    { value: 'in_temp0_ps_temp_raw', offset: undefined, scale: 'in_temp0_ps_temp_scale' },
  ],
  ['raw alone', ['in_temp_raw'], { value: 'in_temp_raw', offset: undefined, scale: undefined }],
])('finds the temperature of a %s', (_chip, attributes, channel) => {
  expect(findIioChannel('temp', attributes)).toEqual(channel);
  expect(findIioChannel('temp', attributes.toReversed())).toEqual(channel);
});

describe('among several channels', () => {
  test.each([
    [['in_temp0_input', 'in_temp_input'], 'in_temp_input'],
    [['in_temp10_input', 'in_temp2_input'], 'in_temp2_input'],
    [['in_temp_ambient_input', 'in_temp1_input'], 'in_temp1_input'],
    [['in_temp_object_input', 'in_temp_ambient_input'], 'in_temp_ambient_input'],
    [['in_temp_y_input', 'in_temp_x_input'], 'in_temp_x_input'],
    [['in_temp_raw', 'in_temp_scale', 'in_temp_input'], 'in_temp_input'],
  ])('of %j takes %s', (attributes, value) => {
    expect(findIioChannel('temp', attributes)).toEqual(processed(value));
  });

  test('takes the scale of the channel itself before the one that they share', () => {
    const attributes = [
      'in_humidityrelative_ambient_raw',
      'in_humidityrelative_ambient_scale',
      'in_humidityrelative_scale',
    ];
    expect(findIioChannel('humidityrelative', attributes)?.scale).toBe('in_humidityrelative_ambient_scale');
  });
});

test.each([
  'in_temp_peak_raw',
  'in_temp_trough_raw',
  'in_temp_mean_raw',
  'in_temp_ambient_peak_raw',
  'in_temp_scale',
  'in_temp_label',
  'in_temp0-temp1_raw',
  'in_temperature_input',
  'xin_temp_input',
  'in_humidityrelative_input',
])('does not take %s for a temperature', (attribute) => {
  expect(findIioChannel('temp', [attribute])).toBeUndefined();
});
