import { describe, expect, test } from 'vitest';
import { createResource } from '../../src/telemetry/resource.ts';

const device = { hostName: 'pi', machineId: '0123456789abcdef0123456789abcdef', version: '1.2.3' };
const attributesOf = (configured: Record<string, string>, identity: Parameters<typeof createResource>[1] = device) =>
  createResource(configured, identity).attributes;

describe('createResource', () => {
  test('names service, instance and host, and nothing that changes at a start', () => {
    const attributes = attributesOf({ 'service.name': 'sensor' });
    expect(Object.keys(attributes).sort()).toEqual([
      'host.name',
      'service.instance.id',
      'service.name',
      'service.version',
    ]);
    expect(attributesOf({ 'service.name': 'sensor' })).toEqual(attributes);
  });

  test('derives the instance from the machine id as a UUIDv5 in the namespace of the semantic conventions', () => {
    // Checked against Python: uuid.uuid5(uuid.UUID('4d63009a-8d0f-11ee-aad7-4c796ed8e320'), '0123456789abcdef0123456789abcdef')
    expect(attributesOf({})['service.instance.id']).toBe('2f1423a8-dc20-5c0e-839d-70474f2dc393');
  });

  test('derives it from the host name where there is no machine id', () => {
    const one = attributesOf({}, { ...device, machineId: undefined })['service.instance.id'];
    const other = attributesOf({}, { ...device, machineId: undefined, hostName: 'pi2' })['service.instance.id'];
    expect(one).not.toBe(other);
    expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('lets the configuration win', () => {
    expect(attributesOf({ 'host.name': 'greenhouse', 'service.instance.id': '7' })).toMatchObject({
      'host.name': 'greenhouse',
      'service.instance.id': '7',
    });
  });
});
