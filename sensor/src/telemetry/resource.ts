import { createHash } from 'node:crypto';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';

/** Namespace of the semantic conventions for a service.instance.id made from a machine id. */
const MACHINE_ID_NAMESPACE = '4d63009a-8d0f-11ee-aad7-4c796ed8e320';

export interface DeviceIdentity {
  readonly hostName: string;
  /** Content of /etc/machine-id; undefined where there is none. */
  readonly machineId: string | undefined;
  readonly version: string;
}

/**
 * Who the series belong to. Every attribute becomes a label in VictoriaMetrics, so nothing here changes at a restart: no pid,
 * no random instance id, no command line, and no telemetry.sdk.*, which would be three more labels on every series for a constant.
 */
export function createResource(configured: Readonly<Record<string, string>>, device: DeviceIdentity): Resource {
  return resourceFromAttributes({
    'service.version': device.version,
    'service.instance.id': instanceId(device),
    'host.name': device.hostName,
    ...configured,
  });
}

/** UUIDv5 of the machine id, as the semantic conventions say (the id itself should not leave the machine); else of the host's name. */
function instanceId({ machineId, hostName }: DeviceIdentity): string {
  const namespace = Buffer.from(MACHINE_ID_NAMESPACE.replaceAll('-', ''), 'hex');
  const digest = createHash('sha1')
    .update(namespace)
    .update(machineId ?? hostName)
    .digest();
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6); // version 5
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8); // RFC 9562 variant
  return digest.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
