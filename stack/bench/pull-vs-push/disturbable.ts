import type { Disturbable } from './cases.ts';
import type { DeviceLink } from './device-link.ts';
import type { System } from './systems.ts';

/** A case's hands on a running system. `undo` takes everything back, whatever was done. */
export function disturbable({ service, store }: System, link: DeviceLink): Disturbable & { undo(): Promise<void> } {
  let isStoreStopped = false;
  const startStore = async (): Promise<void> => {
    if (isStoreStopped) await store.start();
    isStoreStopped = false;
  };
  return {
    limitService: (cpus) => service.limitCpus(cpus),
    slowNetwork: () => link.slow(),
    cutNetwork: () => link.cut(),
    mendNetwork: () => link.mend(),
    putServiceToSleep: async () => service.pause(),
    wakeService: async () => service.resume(),
    async stopStore() {
      isStoreStopped = true;
      await store.stop();
    },
    startStore,
    async undo() {
      service.resume();
      await service.limitCpus(undefined);
      await link.mend();
      await startStore();
    },
  };
}
